// Put a map into the frame: every part that was loaded gets the map and the page's data.
(function () {
  "use strict";

  function nameControls(map) {
    const container = map.getContainer();
    container.gkAttributes = {"aria-label": geokit.word("map")};
    for (const [selector, key] of [["zoom-in", "zoom_in"], ["zoom-out", "zoom_out"]]) {
      const control = container.querySelector(".leaflet-control-" + selector);
      if (control) {
        control.gkAttributes = {title: geokit.word(key), "aria-label": geokit.word(key)};
      }
    }
    map.attributionControl && map.attributionControl.setPrefix(false);
  }

  geokit.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Fly where motion is welcome, jump where it is not.
  geokit.fly = function (map, bounds, options) {
    map.flyToBounds(bounds, Object.assign({padding: [40, 40], animate: !geokit.calm, duration: 0.8}, options));
  };

  // Hatching that any drawing of the page may be filled with.
  function addHatch() {
    const line = geokit.drawing("path", {d: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5", class: "gk-hatch-line"});
    const size = {id: "gk-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse"};
    const holder = geokit.drawing("svg", {width: 0, height: 0, class: "gk-patterns", "aria-hidden": "true"}, [
      geokit.drawing("defs", {}, [geokit.drawing("pattern", size, [line])])
    ]);
    document.body.appendChild(holder);
  }

  geokit.start = function (map) {
    addHatch();
    geokit.buildFrame();
    nameControls(map);
    map.invalidateSize({animate: false});
    geokit.parts.forEach((part) => part(map, geokit.page));
    geokit.speakIn(geokit.language);
    geokit.isReady = true;
  };
})();
