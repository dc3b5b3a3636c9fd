// What changes elsewhere, as events on the page: one connection, one DOM event a topic (live:alerts, live:analysis …).
// `live:hello` says that something may have been missed: whatever is shown should be asked for anew.
const TOPICS = ["hello", "alerts", "roster", "analysis"];
const RETRY_MS = 5000;
let source = null;

function say(topic, detail) {
  document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { detail }));
}

function connect() {
  source = new EventSource("/live/");
  for (const topic of TOPICS) {
    source.addEventListener(topic, (event) => say(topic, JSON.parse(event.data)));
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
