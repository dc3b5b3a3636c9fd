// Lets this browser get push messages: asks for permission, subscribes, and hands the subscription to the server.
const part = document.querySelector("[data-push]");
const button = part.querySelector("[data-push-on]");
const note = part.querySelector("[data-push-note]");

function bytes(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (one) => one.charCodeAt(0));
}

function label() {
  const agent = navigator.userAgent;
  const browser = ["Firefox", "Edg", "OPR", "Chrome", "Safari"].find((one) => agent.includes(one)) ?? "Browser";
  const system = ["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"].find((one) => agent.includes(one)) ?? "";
  const names = { Edg: "Edge", OPR: "Opera", Macintosh: "Mac" };
  return [names[browser] ?? browser, names[system] ?? system].filter(Boolean).join(" on ");
}

function fail(text) {
  const error = part.querySelector("[data-push-error]");
  error.textContent = text;
  error.hidden = false;
  button.disabled = false;
}

// A new worker is installed first, and only one that is active can subscribe.
function atWork(registration) {
  if (registration.active) return registration;
  const worker = registration.installing ?? registration.waiting;
  return new Promise((resolve, reject) => worker.addEventListener("statechange", () => {
    if (worker.state === "activated") resolve(registration);
    if (worker.state === "redundant") reject(new Error("the browser did not start its part of it"));
  }));
}

// A subscription made with another key of the server's stands in the way of a new one.
async function forget(old, key) {
  const its = old?.options.applicationServerKey;
  if (its && String(new Uint8Array(its)) !== String(key)) await old.unsubscribe();
}

async function subscribe() {
  button.disabled = true;
  if (await Notification.requestPermission() !== "granted") {
    return fail("This browser does not allow them: change it in the browser’s settings of this page.");
  }
  const there = await atWork(await navigator.serviceWorker.register(part.dataset.worker));
  const options = { userVisibleOnly: true, applicationServerKey: bytes(part.dataset.push) };
  await forget(await there.pushManager.getSubscription(), options.applicationServerKey);
  const made = await there.pushManager.subscribe(options);
  const { endpoint, keys } = made.toJSON();
  const body = new URLSearchParams({ endpoint, p256dh: keys.p256dh, auth: keys.auth, label: label() });
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(part.dataset.save, { method: "POST", headers, body });
  if (answer.ok) return location.reload();
  await made.unsubscribe();
  return fail((await answer.json()).message);
}

if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
  button.hidden = false;
  button.addEventListener("click", () => subscribe().catch((error) => fail(`It did not work: ${error.message}`)));
} else {
  note.textContent = "This browser knows no push messages here. On an iPhone, add CoachHub to the home screen first; everywhere the address has to begin with https.";
}
