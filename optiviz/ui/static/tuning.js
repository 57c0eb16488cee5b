// The race, or the values of a board, as this tab has it: what the reader's hand does to it at once, and what Streamlit
// knows of it after release.
import { Channel } from "./channel.js";

const ENDS = ["pointerup", "pointercancel"];
const PATIENCE = 5000; // milliseconds until a commit that nothing is heard of is sent again, and twice that the next time
const REST = 300; // milliseconds after the last key until the values are committed

export class Tuning {
  // onRace(race): values changed; onAnswer(answer, question): paths of values in the hand; onCommit({n, race}): tell
  // Streamlit; onRelease(): a pointer let go, call release(); question(race): what the channel is asked, with the race
  // under the name "race" or "values"; fits(one, other): whether two races differ in numbers alone; onSlices(answer) to
  // a question that somebody else put to the channel.
  constructor(actions) {
    Object.assign(this, actions, { commits: 0, holding: false, peeking: false, changed: false, busy: false });
  }

  // Data from Streamlit. False if values that it does not know yet are on their way, so that the data is old already.
  adopt({ race, commit, channel, round }) {
    this.channel ??= new Channel(channel, {
      onAnswer: (answer, asked) => this.answered(answer, asked),
      onRefused: (_, asked) => asked.points || this.commitOne(), // Streamlit's own run compiles what is missing
      onLost: () => this.changed && this.commitOne(),
    });
    const known = !this.busy || commit >= this.commits; // a new session counts anew
    const fits = this.race && this.fits(race, this.race);
    this.busy = !known && this.busy;
    if (fits && this.channel.usable && (this.changed || !known)) return false;
    if (fits && !this.channel.usable && this.changed) {
      this.commitOne();
      return true; // slower, but what came is shown
    }
    if (fits && !known) return true; // what came is shown, but the hand is ahead of it
    clearTimeout(this.timer);
    this.holding &&= fits;
    this.changed = this.peeking = false;
    Object.assign(this, { race, round });
    return true;
  }

  // True while the overlay shows more than Streamlit knows.
  get ahead() {
    return Boolean(this.channel?.usable) && (this.changed || this.busy);
  }

  // From the press of a pointer to its release, wherever that happens: nothing is committed in between.
  hold() {
    this.holding = true;
    this.channel?.connect();
    const end = () => {
      for (const name of ENDS) window.removeEventListener(name, end);
      this.onRelease();
    };
    for (const name of ENDS) window.addEventListener(name, end); // after what the knob itself does then
  }

  // now: committed at once, as a typed value is; else, without a pointer, after the last of several keys.
  change(edit, now = false) {
    this.race = edit(structuredClone(this.race));
    this.changed = true;
    this.onRace(this.race);
    if (this.channel.usable) this.ask();
    else this.commitOne();
    clearTimeout(this.timer);
    if (now) this.release();
    else if (!this.holding) this.timer = setTimeout(() => this.release(), REST);
  }

  // Whoever turns to something outside of root is done with a knob: what that does must find its value.
  leave(root, signal) {
    const leave = ({ target }) => root.contains(target) || this.holding || this.onRelease();
    document.addEventListener("pointerdown", leave, { capture: true, signal });
    root.addEventListener("focusout", () => this.holding || this.release());
  }

  ask() {
    this.channel.ask(this.question(this.race));
  }

  // Answers that come after Streamlit's own data, or after another surface or optimizer, are of no use any more; peeking
  // says that something was asked with nothing in the hand.
  answered(answer, asked) {
    if (asked.points) this.onSlices(answer);
    else if ((this.ahead || this.holding || this.peeking) && this.fits(asked.race ?? asked.values, this.race)) this.onAnswer(answer, asked);
  }

  // True if there was something to commit.
  release() {
    this.holding = false;
    clearTimeout(this.timer);
    if (!this.changed) return false;
    this.commit();
    return true;
  }

  // A commit was once never heard of again, after Back in the browser's history; why is not known. So it is repeated.
  commit(again = 0) {
    this.changed = false;
    this.busy = true;
    this.commits = Math.max(Date.now(), this.commits + 1); // above those of an earlier mount
    this.onCommit({ n: this.commits, race: this.race, round: this.round }); // that of the race which was turned
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.busy && this.commit(again + 1), PATIENCE * 2 ** again);
  }

  // Without a channel every change goes through Streamlit: one at a time, the latest next.
  commitOne() {
    if (!this.busy) this.commit();
  }

  destroy() {
    clearTimeout(this.timer);
    clearTimeout(this.watch);
    this.channel?.close();
  }
}

// Whether two races differ in numbers alone.
export function sameShape(one, other) {
  const shape = ({ surface, lanes, rate }) =>
    JSON.stringify([surface, rate === null, lanes.map(({ optimizer, convention, schedule }) => [optimizer, convention, schedule])]);
  return shape(one) === shape(other);
}
