// The playhead: the one place that knows which moment is shown, and tells everybody who draws by it.

/** @param {HTMLVideoElement} video @param {number} fps pictures a second, for stepping */
export function makeClock(video, fps) {
  const listeners = new Set();
  const frame = 1 / fps;
  const INTO_FRAME = 0.002; // s: seeking exactly to a frame's edge may show the one before
  let shown = 0;
  let asked = null; // where a seek goes that has not been shown yet: the next step counts from there
  let loop = null;

  function show(time) {
    shown = time;
    if (loop && !video.paused && time >= loop.end) video.currentTime = loop.start;
    for (const listener of listeners) listener(time);
  }

  if ("requestVideoFrameCallback" in video) {
    const onFrame = (_now, { mediaTime }) => {
      if (!video.seeking) asked = null; // else this is the picture of a seek before the last one
      show(mediaTime);
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  } else {
    const tick = () => {
      asked = null;
      show(video.currentTime);
      if (!video.paused) requestAnimationFrame(tick);
    };
    video.addEventListener("play", tick);
    video.addEventListener("seeked", tick);
    video.addEventListener("loadeddata", tick);
  }
  // The first picture may have been shown before anybody asked to hear of pictures.
  video.addEventListener("durationchange", () => show(shown));

  return {
    get time() {
      return shown;
    },
    get frame() {
      return frame;
    },
    get duration() {
      return Number.isFinite(video.duration) ? video.duration : 0;
    },
    get paused() {
      return video.paused;
    },
    get loop() {
      return loop;
    },
    onTime(listener) {
      listeners.add(listener);
      listener(shown);
      return () => listeners.delete(listener);
    },
    seek(time) {
      asked = Math.max(0, Math.min(time, this.duration || time));
      video.currentTime = asked;
      show(asked);
    },
    step(direction) {
      video.pause();
      this.seek((asked ?? shown + INTO_FRAME) + direction * frame);
    },
    toggle() {
      if (video.paused) video.play().catch(() => {}); // refused without a gesture: the button stays as it is
      else video.pause();
    },
    setSpeed(rate) {
      video.playbackRate = rate;
    },
    /** @param {{start: number, end: number} | null} part seconds to repeat, null for the whole video */
    setLoop(part) {
      loop = part;
      if (part && (shown < part.start || shown >= part.end)) this.seek(part.start);
    },
  };
}
