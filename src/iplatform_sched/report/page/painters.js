// Two painters of the same shapes: SVG, which prints and can be inspected, and canvas, which takes any number.

const SVG = 'http://www.w3.org/2000/svg';

function svgNode(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value !== undefined && value !== '' && value !== 0) node.setAttribute(key, value);
  }
  return node;
}

function svgShape(shape) {
  if (shape.kind === 'bar' || shape.kind === 'ghost') {
    const group = svgNode('g', { class: shape.kind, 'data-number': String(shape.bar.number) });
    for (const part of shape.shapes) group.append(svgShape(part));
    return group;
  }
  const style = STYLES[shape.style] || shape;
  const ink = { fill: style.fill || 'none', stroke: style.stroke, 'stroke-width': style.width, 'stroke-dasharray': style.dash };
  if (shape.kind === 'rect') {
    return svgNode('rect', { x: round(shape.x), y: round(shape.y), width: round(shape.w), height: round(shape.h), rx: shape.round, ...ink });
  }
  if (shape.kind === 'path') return svgNode('path', { d: shape.d, ...ink });
  const node = svgNode('text', { x: round(shape.x), y: round(shape.y), fill: style.fill, 'text-anchor': style.align, class: `t-${shape.style}` });
  node.textContent = shape.text;
  if (shape.tip) node.append(svgTitle(shape.tip));
  return node;
}

function svgTitle(text) {
  const title = svgNode('title', {});
  title.textContent = text;
  return title;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Return shapes as one SVG of a size. */
function paintSvg(shapes, width, height) {
  const svg = svgNode('svg', { width, height, viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', focusable: 'false' });
  for (const shape of shapes) svg.append(svgShape(shape));
  return svg;
}

/** Paint shapes on a canvas. `isDim` tells which bars step back. */
function paintCanvas(context, shapes, isDim, chosen) {
  for (const shape of shapes) {
    if (shape.kind === 'bar' || shape.kind === 'ghost') {
      context.globalAlpha = isDim(shape.bar) ? 0.28 : 1;
      paintCanvas(context, shape.shapes, isDim, null);
      if (shape.bar === chosen) for (const part of shape.shapes) if (part.kind === 'rect' && !part.style) ring(context, part);
      context.globalAlpha = 1;
    } else canvasShape(context, shape);
  }
}

function ring(context, part) {
  context.strokeStyle = '#000000';
  context.lineWidth = 3;
  context.setLineDash([]);
  context.strokeRect(part.x - 1, part.y - 1, part.w + 2, part.h + 2);
}

function canvasShape(context, shape) {
  const style = STYLES[shape.style] || shape;
  if (shape.kind === 'text') {
    context.fillStyle = style.fill;
    context.font = style.font;
    context.textAlign = style.align === 'end' ? 'right' : 'left';
    context.fillText(shape.text, shape.x, shape.y);
    return;
  }
  const path = shape.kind === 'path' ? new Path2D(shape.d) : new Path2D();
  if (shape.kind === 'rect') path.roundRect(shape.x, shape.y, shape.w, shape.h, shape.round || 0);
  if (style.fill) {
    context.fillStyle = style.fill;
    context.fill(path);
  }
  if (style.stroke) {
    context.strokeStyle = style.stroke;
    context.lineWidth = style.width;
    context.setLineDash(style.dash ? style.dash.split(' ').map(Number) : []);
    context.stroke(path);
  }
}
