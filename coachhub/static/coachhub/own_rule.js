// Against what is only asked where something is compared; a sum only where numbers can be added up.
const form = document.querySelector("form[data-own]");
const against = form.querySelector("[data-against]");
const show = () => {
  against.hidden = ["at_least", "at_most"].includes(form.elements.comparison.value);
};
form.addEventListener("change", show);
show();
