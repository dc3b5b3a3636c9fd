// Correcting what was measured: a rep is split at the playhead, a joint is dragged or pushed by arrow keys on the
// paused picture. What is sent and what comes back are forms and htmx's; here is only what needs the playhead.
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 0.002; // of the picture; with shift five times as much

/** @returns {() => void} what takes everything off again when the answer is exchanged */
export function wireCorrections(answer, clock, skeleton) {
  const form = answer.querySelector("[data-joint-form]");
  const joint = form && wireJoint(form, clock, skeleton);
  const off = clock.onTime((time) => {
    for (const field of answer.querySelectorAll("[data-playhead]")) field.value = time.toFixed(3);
    for (const button of answer.querySelectorAll("[data-split]")) {
      const inside = time > Number(button.dataset.start) && time < Number(button.dataset.end);
      button.disabled = !inside;
      button.textContent = inside ? `Split at the playhead, ${time.toFixed(1)} s` : "Split: put the playhead into the rep";
    }
  });
  return () => {
    off();
    joint?.();
  };
}

function wireJoint(form, clock, skeleton) {
  const find = (name) => form.querySelector(`[data-joint-${name}]`);
  const { joint, at_s: atField, x: xField, y: yField } = form.elements;
  const { canvas } = skeleton;
  let place = null; // where the joint has been put; null: nothing is moved yet
  let moment = null; // s at which it is being moved; null: it is not

  function say() {
    find("keep").disabled = !place;
    const name = joint.selectedOptions[0].textContent.toLowerCase();
    find("says").textContent =
      moment === null
        ? ""
        : place
          ? `The ${name} at ${moment.toFixed(2)} s is moved; it fades over 0.2 s before and after.`
          : `Drag a joint on the picture at ${moment.toFixed(2)} s, or choose one and push it with the arrow keys.`;
  }

  function put(at) {
    place = at && at.map((share) => Math.min(1, Math.max(0, share)));
    skeleton.hold(place && { name: joint.value, at: place });
    [atField.value, xField.value, yField.value] = place ? [moment.toFixed(3), ...place.map((share) => share.toFixed(5))] : ["", "", ""];
    say();
  }

  function start() {
    if (!clock.paused) clock.toggle();
    moment = clock.time;
    find("tools").hidden = false;
    find("start").hidden = true;
    canvas.classList.add("is-open");
    put(null);
  }

  function stop() {
    put(null);
    moment = null;
    find("tools").hidden = true;
    find("start").hidden = false;
    canvas.classList.remove("is-open");
    say();
  }

  const whereNow = () => place ?? skeleton.placeOf(joint.value) ?? [0.5, 0.5];

  function push(event) {
    const way = ARROWS[event.key];
    if (!way || moment === null) return;
    event.preventDefault();
    const [x, y] = whereNow();
    const step = STEP * (event.shiftKey ? 5 : 1);
    put([x + way[0] * step, y + way[1] * step]);
  }

  function take(event) {
    const near = skeleton.jointNear(event, [...joint.options].map((option) => option.value));
    if (!near) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    if (near !== joint.value) put(null);
    joint.value = near;
    put(skeleton.shareAt(event));
  }

  function drag(event) {
    if (canvas.hasPointerCapture(event.pointerId)) put(skeleton.shareAt(event));
  }

  const chosen = () => put(null);
  const handlers = [
    [find("start"), "click", start],
    [find("stop"), "click", stop],
    [find("pad"), "keydown", push],
    [joint, "change", chosen],
    [canvas, "pointerdown", take],
    [canvas, "pointermove", drag],
  ];
  for (const [element, name, handler] of handlers) element.addEventListener(name, handler);
  // Another picture is shown: what was begun on this one is left.
  const off = clock.onTime((time) => {
    if (moment !== null && Math.abs(time - moment) > clock.frame / 2) stop();
  });
  form.hidden = false;
  return () => {
    off();
    stop();
    for (const [element, name, handler] of handlers) element.removeEventListener(name, handler);
  };
}
