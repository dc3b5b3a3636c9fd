// What the page keeps on the phone, apart for each athlete who uses it.
// Where the browser refuses storage, it is kept for as long as the page is open, and `lasting` is false.

/** A Storage for as long as the page is open. */
class Fleeting {
  #values = new Map();
  get length() {
    return this.#values.size;
  }
  key(index) {
    return [...this.#values.keys()][index] ?? null;
  }
  getItem(key) {
    return this.#values.get(key) ?? null;
  }
  setItem(key, text) {
    this.#values.set(key, text);
  }
  removeItem(key) {
    this.#values.delete(key);
  }
}

function browserStorage() {
  try {
    localStorage.setItem("coachhub/probe", "1");
    localStorage.removeItem("coachhub/probe");
    return localStorage;
  } catch {
    return null;
  }
}

export class Store {
  #prefix;
  #storage;
  #full = null;

  constructor(owner, storage = browserStorage()) {
    this.#prefix = `coachhub/${owner}/`;
    this.#storage = storage ?? new Fleeting();
    this.lasting = storage !== null;
  }

  get(key) {
    try {
      return JSON.parse(this.#storage.getItem(this.#prefix + key));
    } catch {
      return null;
    }
  }

  set(key, value) {
    try {
      this.#storage.setItem(this.#prefix + key, JSON.stringify(value));
    } catch {
      this.#fallBack();
      this.#storage.setItem(this.#prefix + key, JSON.stringify(value));
    }
  }

  remove(key) {
    this.#storage.removeItem(this.#prefix + key);
    this.#full?.removeItem(this.#prefix + key); // where it may still be as it was before
  }

  /** @returns {string[]} the keys that begin with `start`, in order */
  keys(start = "") {
    const found = [];
    for (let index = 0; index < this.#storage.length; index += 1) {
      const key = this.#storage.key(index);
      if (key.startsWith(this.#prefix + start)) found.push(key.slice(this.#prefix.length));
    }
    return found.sort();
  }

  /** The phone's storage is full: go on in memory, with all that was there. */
  #fallBack() {
    const fleeting = new Fleeting();
    for (const key of this.keys()) fleeting.setItem(this.#prefix + key, this.#storage.getItem(this.#prefix + key));
    this.#full = this.#storage;
    this.#storage = fleeting;
    this.lasting = false;
  }
}
