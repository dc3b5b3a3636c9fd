// Small helpers for finding and making elements.

/** The first element that matches; throws when a page lacks it, so that a missing part is found at once. */
export function one(selector, root = document) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** A copy of a <template>'s only element, with the texts of its [data-slot] elements set. */
export function fromTemplate(id, slots = {}) {
  const element = one(`#${id}`).content.firstElementChild.cloneNode(true);
  for (const [name, text] of Object.entries(slots)) one(`[data-slot="${name}"]`, element).textContent = text;
  return element;
}

/** The data that the server wrote into the page. */
export const pageData = (id) => JSON.parse(one(`#${id}`).textContent);

/** Show one of the page's views and put the focus on its heading, as a new page would. */
export function showView(name, { focus = true } = {}) {
  for (const view of all("[data-view]")) view.hidden = view.dataset.view !== name;
  scrollTo(0, 0);
  if (focus) all(`[data-view="${name}"] h1[tabindex]`).find((title) => title.offsetParent)?.focus();
}
