// Buttons, slider and keys of the player.

/** @param {HTMLElement} film the player @param {object} clock @param {() => object | null} currentRep */
export function wireControls(film, clock, currentRep) {
  const find = (name) => film.querySelector(`[data-${name}]`);
  const video = film.querySelector("video");
  const [position, play, loop] = [find("position"), find("play"), find("loop")];
  video.removeAttribute("controls");
  find("controls").hidden = false;

  function sayState() {
    play.setAttribute("aria-label", clock.paused ? "Play" : "Pause");
    film.classList.toggle("is-playing", !clock.paused);
  }

  function toggleLoop() {
    const rep = clock.loop ? null : currentRep();
    clock.setLoop(rep && { start: rep.start, end: rep.end });
    loop.setAttribute("aria-pressed", String(Boolean(clock.loop)));
    if (clock.loop && clock.paused) clock.toggle();
  }

  const keys = { ",": () => clock.step(-1), ".": () => clock.step(1), " ": () => clock.toggle(), l: () => loop && toggleLoop() };

  find("back").addEventListener("click", () => clock.step(-1));
  find("on").addEventListener("click", () => clock.step(1));
  play.addEventListener("click", () => clock.toggle());
  loop?.addEventListener("click", toggleLoop);
  find("speed").addEventListener("change", (event) => clock.setSpeed(Number(event.target.value)));
  position.addEventListener("input", () => clock.seek(Number(position.value)));
  video.addEventListener("click", () => clock.toggle());
  for (const name of ["play", "pause", "ended"]) video.addEventListener(name, sayState);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    if (event.target.closest("input:not([type=range]), textarea, select") || document.querySelector("dialog[open]")) return;
    if (event.key === " " && event.target.closest("button:not([data-rep-chip]), a, summary")?.matches(":focus-visible")) return; // presses it
    event.preventDefault();
    keys[event.key]();
  });

  clock.onTime((time) => {
    position.max = String(clock.duration || 1);
    position.value = String(time);
    position.setAttribute("aria-valuetext", `${time.toFixed(1)} of ${clock.duration.toFixed(1)} seconds`);
    find("time").textContent = `${time.toFixed(1)} of ${clock.duration.toFixed(1)} s`;
  });
  sayState();
}
