// Says how many characters are left in a long answer. It speaks only after a pause in typing.
(() => {
  "use strict";

  const PAUSE = 1500;

  const follow = (box) => {
    const line = document.getElementById(box.dataset.count);
    const limit = Number(box.dataset.limit);
    const { left, over } = line.dataset;
    const say = () => {
      const room = limit - [...box.value].length;
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
