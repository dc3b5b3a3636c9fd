// A measurement that runs: its stage and percent as they come, and the finished page when it has ended.
const STAGES = {
  "": "Waiting for a free worker",
  probe: "Looking at the file",
  pose: "Finding hips, knees and ankles",
  measure: "Measuring the reps",
  web_copy: "Making the copy to watch",
};
const UNDER_WAY = ["queued", "running"];

/** @param {HTMLElement} box */
export function followMeasurement(box) {
  function show(stage, percent) {
    box.querySelector("[data-stage]").textContent = stage;
    box.querySelector("progress").value = percent;
    box.querySelector("[data-percent]").textContent = String(percent);
  }

  async function ask() {
    const response = await fetch(box.dataset.state).catch(() => null); // the connection says hello again when it is back
    if (!response?.ok) return;
    const { progress } = await response.json();
    if (progress) show(progress.stage, progress.percent);
    else location.reload();
  }

  document.body.addEventListener("live:analysis", ({ detail }) => {
    if (detail.video !== box.dataset.measuring) return;
    if (UNDER_WAY.includes(detail.state)) show(STAGES[detail.stage] ?? STAGES.measure, detail.percent);
    else location.reload();
  });
  document.body.addEventListener("live:hello", ask);
  ask();
}
