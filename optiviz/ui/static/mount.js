// How one of our components lives at a mount point of Streamlit's: made once, given every new data, ended when it is gone.
import { make } from "./markup.js";

const base = new URL(".", import.meta.url);

// The address of one of our files.
export function address(name) {
  return new URL(name, base);
}

// create(parent) gives an object with update(text), destroy() and a place for tell(name, value). Streamlit mounts again
// with every new data: what the reader did must survive.
export function mounting(create) {
  const living = new WeakMap();
  return ({ parentElement, data, setTriggerValue, setStateValue }) => {
    let one = living.get(parentElement);
    if (!one) living.set(parentElement, (one = create(parentElement)));
    one.tell = setStateValue;
    one.update(new TextDecoder().decode(data));
    // A new theme alone runs no script, and the figures' colours come from Python: ask for a run.
    const background = getComputedStyle(parentElement).getPropertyValue("--st-background-color");
    if (one.background && one.background !== background) setTimeout(() => setTriggerValue("theme", true));
    one.background = background;
    // Streamlit also calls this for a mount that was overtaken by the next one: only what was removed may end.
    return () => setTimeout(() => parentElement.isConnected || one.destroy());
  };
}

export function addStyles(parent, ...names) {
  parent.append(...names.map((name) => make("link", "", { rel: "stylesheet", href: address(name) })));
}
