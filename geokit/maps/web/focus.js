// Which pair the reader looks at: what is pointed at goes before what was chosen.
(function () {
  "use strict";
  const listeners = [];
  let chosen = null;
  let pointed = null;

  function tell() {
    listeners.forEach((listener) => listener(pointed || chosen, chosen));
  }

  geokit.focus = {
    listen: (listener) => listeners.push(listener),
    point: function (id) {
      pointed = id;
      tell();
    },
    choose: function (id) {
      chosen = id;
      tell();
    },
    chosen: () => chosen,
    // Let an element point at a pair and choose it.
    follow: function (node, id) {
      node.addEventListener("mouseenter", () => geokit.focus.point(id));
      node.addEventListener("mouseleave", () => geokit.focus.point(null));
      node.addEventListener("click", () => geokit.focus.choose(id));
    }
  };
})();
