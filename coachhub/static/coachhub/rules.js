// The number beside a slider follows the thumb; saving is offered once something was moved.
// A number that the marks suggest is put into its slider, and saved like any other.
const said = (slider) => `${Number(slider.value)}${slider.dataset.unit}`;

for (const form of document.querySelectorAll("form[data-rule]")) {
  const act = form.querySelector("[data-act]");
  const sliders = [...form.querySelectorAll("input[type=range]")];
  const isMoved = (slider) => Number(slider.value) !== Number(slider.dataset.held);
  const show = () => {
    for (const slider of sliders) {
      const frame = slider.closest(".ch-slide");
      frame.querySelector("output").textContent = said(slider);
      if (isMoved(slider)) frame.classList.add("is-changed");
    }
    if (act?.hasAttribute("data-only-changed")) act.hidden = !sliders.some(isMoved);
  };
  form.addEventListener("input", show);
  form.addEventListener("click", ({ target }) => {
    const suggested = target.closest("[data-suggested]");
    const slider = suggested && sliders.find((one) => one.name === suggested.dataset.suggested);
    if (!slider) return;
    slider.value = suggested.dataset.value;
    for (const event of ["input", "change"]) slider.dispatchEvent(new Event(event, { bubbles: true }));
    slider.focus();
  });
  show();
}

for (const form of document.querySelectorAll("form[data-place]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
}
