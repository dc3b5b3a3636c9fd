// Reads the timeline day by day: the pointer or the arrow keys choose a strip of the picture, which carries its words.
for (const reader of document.querySelectorAll("[data-reader]")) {
  const slider = reader.querySelector("input[type=range]");
  const line = document.querySelector("[data-reading]");
  const visible = () => [...reader.querySelectorAll("svg")].find((svg) => svg.getClientRects().length);
  const strips = () => [...(visible()?.querySelectorAll(".c-hit") ?? [])];

  const read = (index) => {
    const strip = strips()[index];
    if (!strip) return;
    const { x, title, text } = strip.dataset;
    const now = visible().querySelector(".c-now");
    now.setAttribute("transform", `translate(${x})`);
    now.setAttribute("visibility", "visible");
    line.querySelector("b").textContent = title;
    line.querySelector("span").textContent = text;
    slider.value = String(index);
    slider.setAttribute("aria-valuetext", `${title}: ${text}`);
  };

  const measure = () => {
    slider.max = String(Math.max(0, strips().length - 1));
    slider.value = slider.max;
  };

  reader.addEventListener("pointermove", (event) => {
    const strip = event.target.closest?.(".c-hit");
    if (strip) read(strips().indexOf(strip));
  });
  reader.addEventListener("pointerdown", (event) => {
    const strip = event.target.closest?.(".c-hit");
    if (strip) read(strips().indexOf(strip));
  });
  slider.addEventListener("input", () => read(Number(slider.value)));
  slider.addEventListener("focus", () => read(Number(slider.value)));
  matchMedia("(max-width: 47.99rem)").addEventListener("change", measure);
  measure();
}
