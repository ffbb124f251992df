// The time axis: ticks as fine as there is room for.

/** Return where the axis has ticks, in order of time: months strong, then weeks, days or hours as room allows. */
function axisTicks(scale) {
  const perDay = scale.perMinute * DAY;
  const step = [120, 360, DAY, 7 * DAY].find((minutes) => minutes * scale.perMinute >= (minutes < DAY ? 42 : minutes === DAY ? 26 : 30)) || 0;
  const ticks = [];
  const stride = step && step < DAY ? step : DAY;
  for (let minute = Math.ceil(scale.from / stride) * stride; minute < scale.to; minute += stride) {
    const t = clock(minute);
    const month = t.day === '01' && t.hour === '00';
    const monday = instant(minute + 720).getUTCDay() === 1;
    const wanted = step === 7 * DAY ? monday : step > 0;
    if (!wanted && !month) continue;
    const midnight = minute % DAY === 0;
    const text = wanted ? tickText(t, minute, step, midnight, perDay) : '';
    ticks.push({ minute, x: scale.x(minute), strong: month || (step < DAY && midnight), month, text });
  }
  return ticks;
}

function tickText(t, minute, step, midnight, perDay) {
  if (step < DAY && !midnight) return `${t.hour}:00`;
  const day = `${Number(t.day)}`;
  if (step === 7 * DAY) return `${Number(t.month)}/${day}`;
  return perDay >= 48 ? `${day} ${WEEKDAY.format(instant(minute))}` : day;
}

/** Return the shapes of the axis: months above, finer ticks below; no text meets another. */
function axisShapes(scale, ticks) {
  const shapes = [{ kind: 'rect', fill: '#f4f6f8', x: 0, y: 0, w: scale.width, h: AXIS }];
  const months = [{ minute: scale.from, x: scale.left }, ...ticks.filter((tick) => tick.month && tick.minute > scale.from)];
  months.forEach((month, number) => {
    const end = number + 1 < months.length ? months[number + 1].x : scale.width;
    const room = end - month.x - 10;
    const text = [MONTH, SHORT_MONTH].map((style) => style.format(instant(month.minute))).find((each) => textWidth(each, STYLES.axisMonth.font) <= room);
    if (text) shapes.push({ kind: 'text', style: 'axisMonth', x: month.x + 5, y: 17, text });
  });
  ticks.forEach((tick, number) => {
    shapes.push({ kind: 'rect', style: tick.strong ? 'gridStrong' : 'grid', x: Math.round(tick.x), y: tick.month ? 0 : 24, w: 1, h: AXIS });
    const wide = textWidth(tick.text, STYLES.axisText.font);
    const next = number + 1 < ticks.length ? ticks[number + 1].x : scale.width;
    if (tick.text && tick.x + 4 + wide <= next) shapes.push({ kind: 'text', style: 'axisText', x: tick.x + 4, y: 37, text: tick.text });
  });
  shapes.push({ kind: 'rect', style: 'gridStrong', x: 0, y: AXIS - 1, w: scale.width, h: 1 });
  return shapes;
}
