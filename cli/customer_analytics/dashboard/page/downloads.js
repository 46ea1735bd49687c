"use strict";
// Each chart as a file: exactly the rows that it shows, and exactly the picture.

const RUNS_IN_A_SPREADSHEET = /^[=+\-@\t\r]/;

function csvCell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = RUNS_IN_A_SPREADSHEET.test(value) ? "'" + value : value;
  return /[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text;
}

function csvOf(chart, rows) {
  const lines = [chart.names, ...rows.map((row) => chart.names.map((name) => row[name]))];
  return lines.map((line) => line.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saveCsv(chart, rows) {
  save(new Blob([csvOf(chart, rows)], {type: "text/csv;charset=utf-8"}), chart.model + ".csv");
}

async function savePng(page, chart, rows, view, subtitle) {
  const drawn = view ? await view.toCanvas(2) : tableCanvas(page, chart, rows);
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas");
  const margin = 32;
  const lines = wrapped(canvas, chart.title, drawn.width);
  canvas.width = drawn.width + 2 * margin;
  canvas.height = drawn.height + 3 * margin + 40 * lines.length + 30;
  const context = canvas.getContext("2d");
  context.fillStyle = style.getPropertyValue("--card");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--text");
  context.font = TITLE_FONT;
  lines.forEach((line, index) => context.fillText(line, margin, margin + 28 + 40 * index));
  context.font = "22px sans-serif";
  context.fillStyle = style.getPropertyValue("--muted");
  context.fillText(subtitle, margin, margin + 28 + 40 * lines.length);
  context.drawImage(drawn, margin, 2 * margin + 40 * lines.length + 20);
  canvas.toBlob((blob) => save(blob, chart.model + ".png"), "image/png");
}

const TITLE_FONT = "bold 30px sans-serif";

function wrapped(canvas, text, width) {
  const context = canvas.getContext("2d");
  context.font = TITLE_FONT;
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = (lines.at(-1) + " " + word).trim();
    if (context.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

// Tables and key figures are HTML, which a canvas can't take: their cells are written out.
function tableCanvas(page, chart, rows) {
  const texts = tableTexts(page, chart, rows);
  const canvas = document.createElement("canvas");
  let context = canvas.getContext("2d");
  const font = "24px sans-serif";
  context.font = font;
  const widths = texts[0].map((_, index) => Math.max(...texts.map((line) => context.measureText(line[index]).width)) + 40);
  canvas.width = Math.max(600, widths.reduce((sum, width) => sum + width, 0));
  canvas.height = texts.length * 40 + 10;
  context = canvas.getContext("2d");
  const style = getComputedStyle(document.documentElement);
  texts.forEach((line, row) => {
    let left = 0;
    context.font = row ? font : "bold " + font;
    context.fillStyle = style.getPropertyValue(row ? "--text" : "--muted");
    line.forEach((text, index) => {
      context.fillText(text, left, row * 40 + 30);
      left += widths[index];
    });
  });
  return canvas;
}

function tableTexts(page, chart, rows) {
  if (chart.type === "kpi") {
    return [["Key figure", "Value"], ...chart.measures.map((one) => [one.label, numberText(page.formatters, one, rows[0]?.[one.name])])];
  }
  return [chart.names.map((name) => chart.labels[name]), ...rows.map((row) => chart.names.map((name) => cellText(page, chart, name, row[name])))];
}
