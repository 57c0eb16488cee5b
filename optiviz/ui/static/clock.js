// The position on the paths, in steps, and its movement: play, pause, step, speed, loop.
const STEPS_PER_SECOND = 25;
const LONGEST = 20; // seconds that a whole run takes at 1x at most
const LONGEST_FRAME = 0.25; // seconds: a tab that comes back from the background must not leap

export const RULE = `1x: ${STEPS_PER_SECOND} steps a second, and never more than ${LONGEST} seconds in all`;

export class Clock {
  constructor(onMove, onPlaying) {
    Object.assign(this, { onMove, onPlaying, steps: 0, position: 0, speed: 1, loop: false, playing: false });
    // Without motion the cursor jumps from row to row; it never starts by itself either way.
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  // At the end the cursor stays at the end, elsewhere it stays at its step.
  setSteps(steps) {
    const end = this.position >= this.steps;
    this.steps = steps;
    this.position = end && !this.playing ? steps : Math.min(this.position, steps);
  }

  get rate() {
    return this.speed * Math.max(STEPS_PER_SECOND, this.steps / LONGEST);
  }

  toggle() {
    this.playing ? this.pause() : this.play();
  }

  play() {
    if (!this.steps) return;
    if (this.position >= this.steps) this.move(0);
    this.playing = true;
    this.exact = this.position;
    this.last = undefined;
    this.onPlaying(true);
    this.frame = requestAnimationFrame((now) => this.tick(now));
  }

  pause() {
    cancelAnimationFrame(this.frame);
    if (!this.playing) return;
    this.playing = false;
    this.move(Math.floor(this.position));
    this.onPlaying(false);
  }

  tick(now) {
    const seconds = Math.min((now - (this.last ?? now)) / 1000, LONGEST_FRAME);
    this.last = now;
    this.exact = Math.min(this.exact, this.steps) + seconds * this.rate;
    if (this.exact >= this.steps) {
      if (!this.loop) {
        this.position = this.steps;
        this.pause();
        return;
      }
      this.exact = 0;
    }
    const position = this.still.matches ? Math.floor(this.exact) : this.exact;
    if (position !== this.position) this.move(position);
    this.frame = requestAnimationFrame((next) => this.tick(next));
  }

  // To a step, by the reader's hand: that stops the play.
  go(step) {
    this.pause();
    this.move(Math.min(Math.max(Math.round(step), 0), this.steps));
  }

  move(position) {
    this.position = position;
    this.onMove(position);
  }
}
