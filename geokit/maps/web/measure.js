// Measuring on the screen: lengths and areas on a sphere, good for an impression and labelled so.
(function () {
  "use strict";
  const RADIUS_M = 6371008.8;
  const UNITS = [["square_metres", 1, 0], ["mu", 2000 / 3, 2], ["hectares", 1e4, 3], ["square_kilometres", 1e6, 4]];

  geokit.sphericalArea = function (points) {
    const rad = Math.PI / 180;
    let sum = 0;
    points.forEach((point, at) => {
      const next = points[(at + 1) % points.length];
      sum += (next.lng - point.lng) * rad * (2 + Math.sin(point.lat * rad) + Math.sin(next.lat * rad));
    });
    return Math.abs(sum) * RADIUS_M * RADIUS_M / 2;
  };

  geokit.sphericalLength = function (points) {
    return points.slice(1).reduce((sum, point, at) => sum + points[at].distanceTo(point), 0);
  };

  function number(value, decimals) {
    return value.toLocaleString("en-US", {maximumFractionDigits: decimals});
  }

  function lengthRow(points) {
    const metres = geokit.sphericalLength(points);
    const text = metres >= 10000 ? geokit.word("kilometres", {n: number(metres / 1000, 2)}) : geokit.word("metres", {n: number(metres, 0)});
    return geokit.node("li", {text: text});
  }

  function areaRows(points) {
    const area = geokit.sphericalArea(points);
    return UNITS.map(([key, size, decimals]) => geokit.node("li", {text: geokit.word(key, {n: number(area / size, decimals)})}));
  }

  function tool(map) {
    const results = geokit.node("ul", {class: "gk-measured"});
    const panel = geokit.node("div", {class: "gk-measure-panel"}, [
      geokit.node("p", {text: geokit.word("measure_hint")}), results, geokit.node("p", {text: geokit.word("measure_approximate")})
    ]);
    const drawn = L.polygon([], {className: "gk-measure", weight: 2, interactive: false});
    let points = null;

    function show() {
      drawn.setLatLngs(points);
      results.textContent = "";
      const rows = points.length > 1 ? [lengthRow(points)].concat(points.length > 2 ? areaRows(points) : []) : [];
      rows.forEach((row) => results.appendChild(row));
    }

    function add(event) {
      points.push(event.latlng);
      show();
    }

    function stop() {
      points = null;
      map.off("click", add).doubleClickZoom.enable();
      map.getContainer().classList.remove("is-measuring");
      drawn.remove();
      panel.hidden = true;
      button.setAttribute("aria-pressed", "false");
    }

    function start() {
      points = [];
      show();
      map.on("click", add).doubleClickZoom.disable();
      map.getContainer().classList.add("is-measuring");
      drawn.addTo(map);
      panel.hidden = false;
      button.setAttribute("aria-pressed", "true");
    }

    const button = geokit.button(geokit.word("measure"), () => (points ? stop() : start()));
    document.addEventListener("keydown", (event) => event.key === "Escape" && points && stop());
    stop();
    geokit.isMeasuring = () => points !== null;
    return geokit.node("div", {class: "gk-measure-tool"}, [button, panel]);
  }

  geokit.parts.push(function (map) {
    const control = L.control({position: "topright"});
    control.onAdd = () => {
      const node = tool(map);
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    control.addTo(map);
  });
})();
