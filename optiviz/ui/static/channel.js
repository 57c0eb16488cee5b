// The live channel: one question at a time over a websocket; while an answer is on its way only the latest one waits.
const PATIENCE = 4000; // milliseconds until an answer counts as lost
const GAP = 9; // milliseconds between questions at least: the server bounds how many come in a second
const PAUSE = 5000; // milliseconds until a lost channel is tried again

export class Channel {
  // onAnswer({id, arrays: {name: Float32Array}, ...header}); onRefused(sentence, question); onLost().
  constructor(path, { onAnswer, onRefused, onLost }) {
    Object.assign(this, { onAnswer, onRefused, onLost, count: 0, sent: 0 });
    this.url = path && new URL(path, location.origin.replace(/^http/, "ws"));
    this.retry = 0;
  }

  // False while nothing answers: the caller then goes another way.
  get usable() {
    return Boolean(this.url) && (this.open || performance.now() >= this.retry);
  }

  get open() {
    return this.socket?.readyState === WebSocket.OPEN;
  }

  connect() {
    if (this.socket || this.ending || !this.usable) return;
    const socket = (this.socket = new WebSocket(this.url));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.pump();
    socket.onmessage = ({ data }) => this.socket === socket && this.answer(data);
    socket.onclose = () => this.lose(socket);
  }

  ask(question) {
    this.waiting = { ...question, id: ++this.count };
    this.connect();
    this.pump();
    return this.count;
  }

  pump() {
    if (!this.waiting || this.asked || !this.open) return;
    const early = this.sent + GAP - performance.now();
    if (early > 0) {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.pump(), early);
      return;
    }
    this.sent = performance.now();
    this.asked = this.waiting;
    this.waiting = undefined;
    this.socket.send(JSON.stringify(this.asked));
    this.timer = setTimeout(() => this.socket?.close(), PATIENCE);
  }

  answer(data) {
    const answer = typeof data === "string" ? JSON.parse(data) : decode(data);
    if (answer.id !== this.asked?.id) return;
    clearTimeout(this.timer);
    const { asked } = this;
    this.asked = undefined;
    this.pump(); // the server works on the next answer while this one is drawn
    if (answer.error) this.onRefused(answer.error, asked);
    else this.onAnswer(answer, asked);
  }

  lose(socket) {
    if (socket !== this.socket) return;
    clearTimeout(this.timer);
    this.socket = this.asked = undefined;
    this.retry = performance.now() + PAUSE;
    if (this.ending) return;
    this.waiting = undefined;
    this.onLost();
  }

  close() {
    this.ending = true;
    this.socket?.close();
  }
}

// A header of JSON, its length before it, then float32 arrays back to back: the names and lengths stand in the header.
function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const arrays = {};
  let offset = 4 + length;
  for (const [name, count] of header.arrays) {
    arrays[name] = new Float32Array(buffer, offset, count);
    offset += 4 * count;
  }
  return { ...header, arrays };
}
