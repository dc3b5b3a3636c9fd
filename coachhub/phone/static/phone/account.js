// Passkeys: what the device could not do is said on the page.

const WORDS = {
  NotAllowedError: "It was cancelled, or took too long. Try again.",
  InvalidStateError: "This device has a passkey for your account already.",
  SecurityError: "Passkeys need https; on this machine itself, localhost in the address instead of a number.",
};

document.addEventListener("allauth.error", (event) => {
  const line = document.querySelector("[data-passkey-error]");
  if (!line) return;
  event.preventDefault();
  line.textContent = WORDS[event.detail.exception?.name] ?? "This device could not use a passkey here.";
  line.hidden = false;
});
