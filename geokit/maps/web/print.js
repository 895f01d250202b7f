// Printing on one sheet: the page takes the sheet's size before the browser looks at it.
(function () {
  "use strict";

  function sheetRule(sheet) {
    const style = document.createElement("style");
    style.textContent = "@page { size: " + sheet + " landscape; margin: 10mm; }";
    return style;
  }

  geokit.layForPrint = function (map, sheet) {
    const root = document.documentElement;
    const view = map.getBounds();
    const theme = root.dataset.theme;
    const rule = document.head.appendChild(sheetRule(sheet));
    root.dataset.sheet = sheet;
    root.dataset.theme = "light";
    map.invalidateSize({animate: false}).fitBounds(view, {animate: false});
    return function () {
      rule.remove();
      delete root.dataset.sheet;
      if (theme) {
        root.dataset.theme = theme;
      } else {
        delete root.dataset.theme;
      }
      map.invalidateSize({animate: false}).fitBounds(view, {animate: false});
    };
  };

  geokit.parts.push(function (map) {
    const buttons = document.querySelector(".gk-buttons");
    ["A4", "A3"].forEach((sheet) => {
      const print = () => {
        const restore = geokit.layForPrint(map, sheet);
        window.addEventListener("afterprint", restore, {once: true});
        window.print();
      };
      buttons.appendChild(geokit.button(geokit.word("print", {sheet: sheet}), print, {class: "gk-print"}));
    });
  });
})();
