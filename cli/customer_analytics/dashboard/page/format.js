"use strict";
// Numbers, months and labels as people read them, in the theme's way of writing.

const MONTH = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NONE = "–";

const FORMAT = /^(\+?)(\$?),?\.(\d)([f%])$/;

function makeFormats(page) {
  const formats = {};
  for (const [name, [long]] of Object.entries(page.formats)) {
    formats[name] = {text: numberFormat(page.locale, long), unit: page.units[name] || ""};
  }
  formats.change = numberFormat(page.locale, "+.1%");
  formats.points = numberFormat(page.locale, "+,.1f");
  formats.plain = (value) => numberFormat(page.locale, Number.isInteger(value) ? ",.0f" : ",.2f")(value);
  return formats;
}

// Those of d3's formats that charts/theme.py uses; the charts themselves have d3's own.
function numberFormat(locale, format) {
  const [, plus, dollar, digits, kind] = FORMAT.exec(format);
  const [before, after] = dollar ? locale.currency : ["", kind === "%" ? locale.percent : ""];
  return (value) => {
    const [whole, fraction] = Math.abs(kind === "%" ? value * 100 : value).toFixed(Number(digits)).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, locale.thousands) + (fraction ? locale.decimal + fraction : "");
    const sign = Number(whole + "." + (fraction || 0)) === 0 ? "" : value < 0 ? "−" : plus;
    return sign + before + grouped + after;
  };
}

function numberText(formats, measure, value) {
  if (value === null || value === undefined) return NONE;
  const format = formats[measure.format];
  return format.text(value) + (format.unit ? " " + format.unit : "");
}

function isWholeMonth(text) {
  const match = MONTH.exec(text);
  return match !== null && match[3] === "01";
}

function monthText(date) {
  return MONTHS[Number(date.slice(5, 7)) - 1] + " " + date.slice(0, 4);
}

function cellText(page, chart, name, value) {
  if (value === null || value === undefined) return NONE;
  const measure = chart.measures.find((one) => one.name === name);
  if (measure) return numberText(page.formatters, measure, value);
  if (chart.types[name] === "date" && name.endsWith("month") && isWholeMonth(value)) {
    return monthText(value);
  }
  return typeof value === "number" ? page.formatters.plain(value) : String(value);
}
