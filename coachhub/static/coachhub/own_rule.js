// Only what belongs to the sentence is asked: how many of what for a longer window, against what for a change.
const form = document.querySelector("form[data-own]");
const show = () => {
  const { window: over, comparison } = form.elements;
  for (const part of form.querySelectorAll("[data-many]")) part.hidden = over.value === "last";
  form.querySelector("[data-against]").hidden = !["rises", "falls"].includes(comparison.value);
};
form.addEventListener("change", show);
show();
