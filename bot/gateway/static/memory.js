// What this tab remembers over a reload. It ends with the tab; nothing is written to the computer's disk on purpose.
const KEY = "sds-chat";
const MOST = 100;

function empty() {
  return { said: [], choices: [], number: 0 };
}

export class Memory {
  constructor() {
    try {
      // In a frame of another page the browser may forbid even to look at it.
      this.storage = window.sessionStorage;
      this.held = { ...empty(), ...JSON.parse(this.storage.getItem(KEY) ?? "{}") };
    } catch {
      this.held = empty();
    }
  }

  get said() {
    return this.held.said;
  }

  get choices() {
    return this.held.choices;
  }

  get number() {
    return this.held.number;
  }

  // `below` is what stands below the message (results.js), or null.
  add(role, text, below = null) {
    this.held.said = [...this.held.said, { role, text, below }].slice(-MOST);
    this.keep();
  }

  offer(choices) {
    this.held.choices = choices;
    this.keep();
  }

  // A champion's reply; false when this tab showed it before.
  isNew(number) {
    if (number <= this.held.number) return false;
    this.held.number = number;
    this.keep();
    return true;
  }

  clear() {
    this.held = empty();
    this.storage?.removeItem(KEY);
  }

  keep() {
    try {
      this.storage.setItem(KEY, JSON.stringify(this.held));
    } catch {
      // A full or forbidden storage only means that a reload forgets.
    }
  }
}
