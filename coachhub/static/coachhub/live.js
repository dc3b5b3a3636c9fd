// What changes elsewhere, as events on the page: one connection, one DOM event a topic (live:alerts, live:analysis …).
// `live:hello` says that something may have been missed: whatever is shown should be asked for anew.
// `live:answer` says that a video's measurement has ended, beside the `live:analysis` of every step.
const TOPICS = ["hello", "alerts", "roster", "analysis", "tasks"];
const ENDED = ["done", "rejected", "failed"];
const RETRY_MS = 5000;
let source = null;

// A part of the page that is being exchanged is deaf meanwhile: htmx drops what its old self still had to ask.
// So what was heard since it asked is said again to the new one.
const heard = new Map();
const asked = new WeakMap();

function say(topic, detail) {
  document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail }));
}

function hear(topic, detail) {
  heard.set(topic, { at: performance.now(), detail });
  say(topic, detail);
}

document.body.addEventListener("htmx:beforeRequest", ({ detail: { xhr } }) => asked.set(xhr, performance.now()));
document.body.addEventListener("htmx:afterSettle", ({ detail: { xhr } }) => {
  for (const [topic, { at, detail }] of heard) if (at > asked.get(xhr)) say(topic, detail);
});

// What somebody does comes before what a part asks by itself: none begins to ask while a deed on it is under way,
// and an answer that was asked for before the deed is not shown any more.
const deeds = new Map();
const isDeed = ({ requestConfig, target }) => requestConfig.elt !== target;

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const { target } = event.detail;
  const deed = deeds.get(target.id);
  if (isDeed(event.detail)) deeds.set(target.id, { at: performance.now(), open: (deed?.open ?? 0) + 1 });
  else if (deed?.open) event.preventDefault();
});
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isDeed(detail) && asked.get(detail.xhr) < deeds.get(detail.target.id)?.at) detail.shouldSwap = false;
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (isDeed(detail)) deeds.get(detail.target.id).open -= 1;
});

function connect() {
  source = new EventSource("/live/");
  for (const topic of TOPICS) {
    source.addEventListener(topic, (event) => {
      const detail = JSON.parse(event.data);
      hear(topic, detail);
      if (topic === "analysis" && ENDED.includes(detail.state)) hear("answer", detail);
    });
  }
  source.addEventListener("error", () => {
    // The browser reconnects by itself after a lost connection, but not after an answer that it cannot read.
    if (source?.readyState === EventSource.CLOSED) {
      source = null;
      setTimeout(open, RETRY_MS);
    }
  });
}

function open() {
  if (!source && "live" in document.body.dataset) connect();
}

function close() {
  source?.close();
  source = null;
}

open();
addEventListener("pagehide", close);
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    open();
    say("hello", {});
  }
});
