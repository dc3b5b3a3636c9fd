// Sending a video: in pieces, so that a lost signal or a closed page costs nothing but the piece on its way.
// Chosen again, the same file goes on from where it was (the upload's address is kept in the browser).

import { all, one, pageData } from "./dom.js";
import { headers, outbox } from "./page.js";
import { sentence as reasonOf } from "./refusals.js";

const PIECE = 1024 * 1024;
const RETRIES_MS = [0, 1000, 3000, 5000, 10000, 20000];
const AGAIN_MS = 5000;
const MB = 1024 * 1024;

class Sending {
  #file;
  #subject;
  #upload;
  #paused = false;
  #timer = 0;

  constructor(file, subject) {
    this.#file = file;
    this.#subject = subject;
    this.#upload = new tus.Upload(file, {
      endpoint: "/uploads/",
      chunkSize: PIECE,
      retryDelays: RETRIES_MS,
      removeFingerprintOnSuccess: true,
      metadata: metadata(file, subject),
      fingerprint: async (chosen) => ["coachhub", chosen.name, chosen.size, chosen.lastModified, subject.set, subject.task].join("/"),
      onBeforeRequest: (request) => Object.entries(headers()).forEach((pair) => request.setHeader(...pair)),
      onProgress: (sent, total) => this.#show(sent, total),
      onError: (error) => this.#failed(error),
      onSuccess: () => this.#done(),
    });
  }

  async start() {
    show({ sending: true });
    one("[data-upload-name]").textContent = this.#file.name;
    this.#say("Getting ready");
    await settled(); // the set has to be at the server before its video
    const [earlier] = await this.#upload.findPreviousUploads();
    if (earlier) this.#upload.resumeFromPreviousUpload(earlier);
    this.#upload.start();
  }

  pause() {
    this.#paused = !this.#paused;
    clearTimeout(this.#timer);
    one("[data-pause]").textContent = this.#paused ? "Go on" : "Pause";
    if (this.#paused) {
      this.#upload.abort();
      this.#say("Paused");
    } else {
      this.#upload.start();
    }
  }

  /** There is signal again. */
  again() {
    clearTimeout(this.#timer);
    if (!this.#paused) this.#upload.start();
  }

  #show(sent, total) {
    const percent = Math.floor((sent / total) * 100);
    one("[data-upload] progress").value = percent;
    this.#say(`${percent}\u00a0% sent; goes on by itself, also after a lost signal`);
  }

  #failed(error) {
    const status = error.originalResponse?.getStatus() ?? 0;
    if (status === 507 || (status >= 400 && status < 500 && ![408, 409, 423, 429].includes(status))) {
      this.#refused(status, error.originalResponse);
      return;
    }
    this.#say("No signal. It goes on by itself; keep this page open, or choose the same video again later");
    this.#timer = setTimeout(() => this.again(), AGAIN_MS);
  }

  #refused(status, response) {
    if (status === 401 || status === 403) return refuse("You are signed out. Sign in again, then choose the same video.");
    return refuse(sentence(response) || "CoachHub could not take this video.");
  }

  #say(words) {
    const line = one("[data-upload-words]");
    if (line.textContent !== words) line.textContent = words;
  }

  #done() {
    const id = this.#upload.url.replace(/\/$/, "").split("/").at(-1);
    removeEventListener("beforeunload", stay);
    location.assign(`/me/videos/${id}/`);
  }
}

/** The server's own sentence about what it does not take. */
function sentence(response) {
  const text = response.getBody() ?? "";
  try {
    return reasonOf(JSON.parse(text).error);
  } catch {
    return text.length < 200 && !text.startsWith("<") ? text : "";
  }
}

const metadata = (file, { task, set }) => (set ? { filename: file.name, task, set } : { filename: file.name, task });

/** What was logged on the phone, sent or at least tried. */
function settled() {
  for (const letter of outbox.letters()) if (letter.key.startsWith("session/")) outbox.hasten(letter.key);
  return outbox.flush();
}

function refuse(words) {
  removeEventListener("beforeunload", stay);
  show({ sending: false });
  Object.assign(one("[data-upload-error]"), { textContent: words, hidden: false });
}

function show({ sending }) {
  one("[data-upload]").hidden = !sending;
  one("[data-choose]").hidden = sending;
  one("[data-subject]").disabled = sending;
}

const stay = (event) => event.preventDefault();

function chosen() {
  const subject = one("[data-subject]");
  const option = subject.selectedOptions?.[0] ?? subject;
  return { task: option.value, set: option.dataset.set ?? "" };
}

const { max_bytes: most } = pageData("film-data");
let sending = null;

function take(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  one("[data-upload-error]").hidden = true;
  if (file.size > most) return refuse(`This video is too large: at most ${Math.floor(most / MB)} MB.`);
  if (file.size === 0) return refuse("This file is empty. Film again, or choose another one.");
  sending = new Sending(file, chosen());
  addEventListener("beforeunload", stay);
  sending.start();
}

for (const input of all("[data-file]")) {
  input.addEventListener("change", () => take(input));
  if (input.files.length) take(input); // chosen before this script was here
}
one("[data-pause]").addEventListener("click", () => sending?.pause());
addEventListener("online", () => sending?.again());
