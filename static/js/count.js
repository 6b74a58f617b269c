// Says how many characters are left in a long answer. It speaks only after a pause in typing.
(() => {
  "use strict";

  const PAUSE = 1500;

  // As the server counts: a letter with its marks is one, and so is a picture made of several.
  const seen = Intl.Segmenter && new Intl.Segmenter(undefined, { granularity: "grapheme" });
  const length = (text) => [...(seen ? seen.segment(text) : text)].length;

  const follow = (box) => {
    const line = document.getElementById(box.dataset.count);
    const limit = Number(box.dataset.limit);
    const { left, over } = line.dataset;
    const say = () => {
      const room = limit - length(box.value);
      const number = Math.abs(room).toLocaleString(document.documentElement.lang);
      line.textContent = (room < 0 ? over : left).replace("{}", number);
    };
    let waiting = 0;
    line.setAttribute("aria-live", "polite");
    box.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(say, PAUSE);
    });
  };

  document.querySelectorAll("[data-count]").forEach(follow);
})();
