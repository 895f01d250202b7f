// A scale bar in the reader's language.
(function () {
  "use strict";
  const LONGEST_PX = 110;

  geokit.metresPerPixel = function (map) {
    const lat = map.getCenter().lat * Math.PI / 180;
    return 40075016.686 * Math.cos(lat) / (256 * Math.pow(2, map.getZoom()));
  };

  // The largest length of 1, 2 or 5 times a power of ten that is at most `longest`.
  geokit.roundLength = function (longest) {
    const power = Math.pow(10, Math.floor(Math.log10(longest)));
    return [5, 2, 1].find((factor) => factor * power <= longest) * power;
  };

  geokit.lengthText = function (metres) {
    return metres >= 1000 ? geokit.word("kilometres", {n: metres / 1000}) : geokit.word("metres", {n: metres});
  };

  geokit.parts.push(function (map) {
    const bar = geokit.node("div", {class: "gk-scale-bar"});
    const control = L.control({position: "bottomleft"});
    control.onAdd = () => bar;
    control.addTo(map);
    const refresh = () => {
      const length = geokit.roundLength(geokit.metresPerPixel(map) * LONGEST_PX);
      bar.style.width = Math.round(length / geokit.metresPerPixel(map)) + "px";
      geokit.setText(bar, geokit.lengthText(length));
    };
    map.on("zoomend moveend", refresh);
    refresh();
  });
})();
