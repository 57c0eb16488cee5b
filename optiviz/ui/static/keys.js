// Keys that work anywhere on a page, outside of fields: those of the stage, digits for presets, ? for the list of keys.
import { make } from "./markup.js";

const STAGE = [" ", "ArrowLeft", "ArrowRight", "Home", "End"];
const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
const TYPED = /^(text|search|number|email|url|tel|password|date|time)$/;
// What Space and arrows have a meaning for already.
const HANDY = "button, a, summary, input, select, textarea, [role]:not(main, section, [role=region], [role=group], [role=img])";
const CHOICES = ".st-key-chosen button, .st-key-averages-preset button"; // presets of a page, steps of a story

let keys;

// keys: {key: what it does}, for the list.
export function listen(meanings) {
  if (!keys) document.addEventListener("keydown", pressed);
  keys = meanings;
}

function pressed(event) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  const { target, key } = event;
  if (typing(target) || document.querySelector("dialog[open], [role=dialog]")) return;
  if (key === "?") show();
  else if (/^[1-9]$/.test(key)) press(document.querySelectorAll(CHOICES)[Number(key) - 1]);
  else if (STAGE.includes(key) && !target.closest?.(HANDY)) onStage(event);
}

function typing(target) {
  const field = target.closest?.(FIELDS);
  return Boolean(field) && (field.tagName !== "INPUT" || TYPED.test(field.type));
}

function press(button) {
  if (button && !button.disabled && button.offsetParent) button.click();
}

function onStage(event) {
  const root = document.querySelector(".optiviz-stage");
  if (root && !root.contains(event.target)) root.stage?.controls?.key(event);
}

function show() {
  const list = make("dl");
  for (const [key, meaning] of Object.entries(keys)) list.append(make("dt", "", {}, key), make("dd", "", {}, meaning));
  const dialog = make("dialog", "ov-keys", { "aria-labelledby": "ov-keys-title" });
  const close = make("button", "", { type: "button" }, "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.append(make("h2", "", { id: "ov-keys-title" }, "Keys"), list, close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close());
  (document.querySelector(".stApp") ?? document.body).append(dialog); // for its colours and letters
  dialog.showModal();
}
