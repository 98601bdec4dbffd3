import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { en } from './en';

// No text a person sees may stand outside of the catalogues: neither in markup, nor in the attributes that are read out.

const SOURCE = fileURLToPath(new URL('../..', import.meta.url));
const READ_OUT =
  /^(?:aria-label|aria-description|aria-valuetext|aria-roledescription|alt|title|text|label|placeholder)$/;
const WORDS = /\p{L}{2,}/u;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? [path] : [];
  });
}

/** The texts of a source file that a person would see and no catalogue knows. */
function strayTexts(code: string): string[] {
  const stray: string[] = [];
  const literal = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) {
      if (WORDS.test(node.text)) stray.push(node.text);
    } else if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(' ');
      if (WORDS.test(text)) stray.push(text);
    } else if (ts.isConditionalExpression(node)) {
      literal(node.whenTrue);
      literal(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) {
      literal(node.left.kind === ts.SyntaxKind.StringLiteral ? node.left : undefined);
      literal(node.right);
    } else if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) {
      literal(node.expression);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && WORDS.test(node.text)) stray.push(node.text.trim());
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) literal(node);
    if (ts.isJsxAttribute(node) && READ_OUT.test(node.name.getText())) literal(node.initializer);
    if (
      ts.isBinaryExpression(node) &&
      ts.isPropertyAccessExpression(node.left) &&
      /^(?:title|textContent|innerText|placeholder|ariaLabel)$/.test(node.left.name.text)
    )
      literal(node.right);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('page.tsx', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return stray;
}

describe('texts of the page', () => {
  test('stand in the catalogues, all of them', () => {
    const found = sources(SOURCE)
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => strayTexts(readFileSync(file, 'utf8')).map((text) => `${file}: ${text}`));
    expect(found).toEqual([]);
  });

  test('are in use, each of them', () => {
    const code = sources(SOURCE)
      .filter((file) => !file.endsWith('/i18n/en.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const made = [...code.matchAll(/`([a-z]+(?:\.[a-z$]+)*\.)\$\{[^}]+\}((?:\.[a-z]+)*)`/gi)].map(
      ([, start = '', end = '']) => ({ start, end }),
    );
    const unused = Object.keys(en).filter(
      (key) =>
        !code.includes(`'${key}'`) &&
        !made.some(({ start, end }) => key.startsWith(start) && key.endsWith(end)),
    );
    expect(unused).toEqual([]);
  });

  test.each([
    ['markup', '<p>Hello there</p>'],
    ['an expression', '<p>{"Hello there"}</p>'],
    ['a choice', '<p>{a ? "Hello there" : t("x")}</p>'],
    ['a condition', '<p>{a && "Hello there"}</p>'],
    ['a template', '<p>{`Hello there ${name}`}</p>'],
    ['a label', '<button aria-label="Hello there" />'],
    ['a placeholder', '<input placeholder={"Hello there"} />'],
    ['the title of the tab', 'document.title = "Hello there";'],
  ])('are found in %s when they are not', (_place, code) => {
    expect(strayTexts(code).join()).toContain('Hello there');
  });
});
