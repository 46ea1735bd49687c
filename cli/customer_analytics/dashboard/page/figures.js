"use strict";
// Key figures as cards, tables as tables.

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Before the first month of the data there is nothing that a period could be compared with.
function previousValues(chart, values) {
  const {previous} = values.period;
  if (!previous || !chart.filters.includes("period") || !chart.data.firstMonth || previous.first < chart.data.firstMonth) return null;
  return {...values, period: previous};
}

function changeOf(measure, now, before) {
  if (now === null || before === null || before === undefined) return null;
  // of what is a share or a score already, a share of it says little
  const inPoints = measure.format === "percent" || measure.format === "score";
  if (!inPoints && before <= 0) return null;
  return {inPoints, amount: inPoints ? now - before : now / before - 1};
}

function changeText(page, measure, change) {
  if (!change.inPoints) return page.formatters.change(change.amount);
  const points = measure.format === "percent" ? change.amount * 100 : change.amount;
  return page.formatters.points(points) + " points";
}

function changeElement(page, measure, now, before) {
  const change = changeOf(measure, now, before);
  if (change === null) return element("p", {class: "change"}, "nothing to compare with");
  const isNothing = Math.abs(change.amount) < 0.0005;
  const isGood = measure.better === "lower" ? change.amount < 0 : change.amount > 0;
  const verdict = isNothing || measure.better === "none" ? "" : isGood ? "good" : "bad";
  const arrow = isNothing ? "=" : change.amount > 0 ? "▲" : "▼";
  const was = numberText(page.formatters, measure, before);
  return element(
    "p", {class: "change " + verdict, title: "The period before: " + was},
    element("span", {"aria-hidden": true}, arrow + " "), changeText(page, measure, change),
    verdict ? element("span", {class: "unseen"}, verdict === "good" ? " (better)" : " (worse)") : "",
  );
}

function drawFigures(page, chart, values, box) {
  const [now] = shownRows({...chart, groupBy: []}, values);
  const earlier = previousValues(chart, values);
  const [before] = earlier ? shownRows({...chart, groupBy: []}, earlier) : [{}];
  const months = chart.groupBy.length ? shownRows(chart, values) : [];
  box.replaceChildren(element("div", {class: "figures"}, ...chart.measures.map((measure) => element(
    "div", {class: "figure"},
    element("h4", {}, measure.label),
    element("p", {class: "value"}, numberText(page.formatters, measure, now[measure.name])),
    values.period.first && measure.compare ? changeElement(page, measure, now[measure.name], before[measure.name] ?? null) : null,
    sparkline(months.map((row) => row[measure.name])),
  ))), earlier && chart.measures.some((one) => one.compare)
    ? element("p", {class: "note"}, `▲▼ against ${monthText(earlier.period.first)} to ${monthText(earlier.period.last)}`) : "");
  return [now];
}

function sparkline(numbers) {
  const known = numbers.filter((number) => number !== null);
  if (known.length < 3) return null;
  const low = Math.min(...known), high = Math.max(...known);
  const points = numbers.map((number, index) => number === null ? null
    : (index * 100 / (numbers.length - 1)).toFixed(1) + "," + (high === low ? 12 : 22 - 20 * (number - low) / (high - low)).toFixed(1));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "sparkline");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(svg.namespaceURI, "polyline");
  line.setAttribute("points", points.filter((point) => point !== null).join(" "));
  svg.append(line);
  return svg;
}

// Where a click on a row means something, the cell under `picked` is a button, and onPick gets the row.
function drawTable(page, chart, rows, box, onPick, picked) {
  const isNumber = (name) => chart.measures.some((one) => one.name === name) || (chart.types[name] !== "text" && chart.types[name] !== "date");
  const head = chart.names.map((name) => element("th", {scope: "col", class: isNumber(name) ? "number" : null}, chart.labels[name]));
  const body = rows.map((row) => element("tr", {}, ...chart.names.map((name) => {
    const text = cellText(page, chart, name, row[name]);
    const content = name === picked && onPick ? element("button", {class: "pick", onclick: () => onPick(row)}, text) : text;
    return element("td", {class: isNumber(name) ? "number" : null}, content);
  })));
  box.replaceChildren(element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": chart.title},
    element("table", {}, element("caption", {class: "unseen"}, chart.title), element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body))));
}
