"use strict";
// Shows the figures of the day under the pointer, or of the day that the arrow keys reached. The page says everything without it.
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  if (!data.first) return;
  var DAY = 86400000;
  var first = Date.parse(data.first + "T00:00:00Z");
  var days = {r: "rest day", a: "active recovery", e: "easy day", q: "quality day", l: "long day", "-": "unknown"};
  var bands = {r: "rest", a: "active recovery", e: "easy", q: "ready for quality", "-": "not enough data"};
  var weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

  function words(n) {
    var date = new Date(first + n * DAY);
    var parts = [weekdays[date.getUTCDay()] + " " + date.toISOString().slice(0, 10)];
    var last = n === data.load.length - 1;
    if (!last || data.load[n]) parts.push(days[data.day[n]]);
    function add(name, value) { if (value !== null && value !== undefined) parts.push(name + " " + value); }
    add("load", data.load[n]);
    add("acute", data.acute[n]);
    add("chronic", data.chronic[n]);
    add("form", data.form[n] > 0 ? "+" + data.form[n] : data.form[n]);
    if (data.score[n] !== null) parts.push("readiness " + data.score[n] + " ± " + data.half[n] + ", " + bands[data.band[n]]);
    return parts.join(" · ");
  }

  function clamp(n, low, high) { return Math.min(Math.max(n, low), high); }

  document.querySelectorAll("[data-from]").forEach(function (frame) {
    var svg = frame.querySelector("svg");
    var readout = frame.nextElementSibling;
    var from = Number(frame.dataset.from), count = Number(frame.dataset.days), weeks = Number(frame.dataset.weeks || 0);
    var top = Number(frame.dataset.top || 0);
    var low = clamp(from, 0, data.load.length - 1), high = clamp(from + count - 1, 0, data.load.length - 1);
    var cross = document.createElementNS(svg.namespaceURI, weeks ? "rect" : "line");
    cross.setAttribute("class", "cross");
    var shown = high;

    function show(n) {
      shown = clamp(n, low, high);
      var text = words(shown), at = shown - from;
      if (weeks) {
        cross.setAttribute("x", 100 * Math.floor(at / 7) / weeks + "%");
        cross.setAttribute("width", 100 / weeks + "%");
        cross.setAttribute("y", top + 18 * (at % 7));
        cross.setAttribute("height", 18);
      } else {
        var x = 100 * (at + 0.5) / count + "%";
        cross.setAttribute("x1", x);
        cross.setAttribute("x2", x);
        cross.setAttribute("y1", 0);
        cross.setAttribute("y2", "100%");
      }
      svg.appendChild(cross);
      readout.textContent = text;
      frame.setAttribute("aria-valuenow", shown);
      frame.setAttribute("aria-valuetext", text);
    }

    frame.tabIndex = 0;
    frame.setAttribute("role", "slider");
    frame.setAttribute("aria-label", svg.getAttribute("aria-label") + ". Arrow keys go from day to day");
    frame.setAttribute("aria-valuemin", low);
    frame.setAttribute("aria-valuemax", high);
    frame.setAttribute("aria-valuenow", high);
    frame.setAttribute("aria-valuetext", words(high));
    svg.setAttribute("aria-hidden", "true");
    readout.textContent = "Point at a day, or go there with the arrow keys, for its figures.";

    function point(event) {
      var box = svg.getBoundingClientRect();
      var across = (event.clientX - box.left) / box.width;
      if (weeks) {
        show(from + 7 * clamp(Math.floor(across * weeks), 0, weeks - 1) + clamp(Math.floor((event.clientY - box.top - top) / 18), 0, 6));
      } else {
        show(from + Math.floor(across * count));
      }
    }
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    frame.addEventListener("focus", function () { show(shown); });
    frame.addEventListener("keydown", function (event) {
      var step = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: 1, ArrowDown: -1, PageUp: -28, PageDown: 28}[event.key];
      if (weeks && step) step = {ArrowLeft: -7, ArrowRight: 7, ArrowUp: -1, ArrowDown: 1}[event.key] || step;
      if (event.key === "Home") show(low);
      else if (event.key === "End") show(high);
      else if (step) show(shown + step);
      else return;
      event.preventDefault();
    });
  });
})();
