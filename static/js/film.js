// Says at once that a film is too big, before minutes are spent on sending it.
(() => {
  "use strict";

  document.querySelectorAll("[data-too-big]").forEach((line) => {
    const field = line.previousElementSibling;
    field.addEventListener("change", () => {
      const most = Number(line.dataset.tooBig);
      line.hidden = ![...field.files].some((file) => file.size > most);
    });
  });
})();
