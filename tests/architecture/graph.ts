import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';

/** One file's import of another file, or of a package. `value` imports are there when the program runs. */
interface Import {
  from: string;
  /** The file from the root of the repository, or the package as it is imported. */
  to: string;
  kind: 'value' | 'type';
  isPackage: boolean;
}

export interface Graph {
  files: readonly string[];
  imports: readonly Import[];
  /** Relative imports that lead to no file. */
  broken: readonly string[];
}

interface Written {
  source: string;
  kind: 'value' | 'type';
}

const CODE = /\.(ts|svelte|mjs|js)$/;

/** The code of these folders and of the root itself, as paths with `/`. */
export function codeFiles(root: string, folders: readonly string[]): string[] {
  const below = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.replaceAll('\\', '/')),
    ),
  );
  return [...readdirSync(root), ...below].filter((file) => CODE.test(file) && !file.endsWith('.d.ts')).sort();
}

/** Reads who imports whom. */
export function readGraph(root: string, files: readonly string[]): Graph {
  const imports: Import[] = [];
  const broken: string[] = [];
  for (const from of files) {
    for (const { source, kind } of importsIn(from, readFileSync(join(root, from), 'utf8'))) {
      if (!source.startsWith('.')) imports.push({ from, to: source, kind, isPackage: true });
      else {
        const to = resolved(root, posix.join(posix.dirname(from), source.replace(/\?.*$/, '')));
        if (to === null) broken.push(`${from} imports ${source}, which is no file.`);
        else imports.push({ from, to, kind, isPackage: false });
      }
    }
  }
  return { files, imports, broken };
}

const isFile = (path: string): boolean => existsSync(path) && /\.\w+$/.test(path);

function resolved(root: string, path: string): string | null {
  const endings = ['', '.ts', '.mjs', '.js', '/index.ts'];
  return endings.map((ending) => `${path}${ending}`).find((file) => isFile(join(root, file))) ?? null;
}

/** What is imported in a file's own words. A worker that is started by its URL is a program of its own, no import. */
export function importsIn(name: string, text: string): Written[] {
  return scriptsOf(name, text).flatMap((script) => importsInScript(name, script));
}

/** The scripts of a component; of any other file its text. */
function scriptsOf(name: string, text: string): string[] {
  if (!name.endsWith('.svelte')) return [text];
  const { instance, module } = parse(text, { modern: true });
  return [module, instance].flatMap((script) => {
    if (!script) return [];
    const { start, end } = script.content as unknown as { start: number; end: number };
    return [text.slice(start, end)];
  });
}

function importsInScript(name: string, script: string): Written[] {
  const kind = /\.m?js$/.test(name) ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const file = ts.createSourceFile(name, script, ts.ScriptTarget.Latest, false, kind);
  const found: Written[] = [];
  const add = (node: ts.Node | undefined, typesOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node))
      found.push({ source: node.text, kind: typesOnly ? 'type' : 'value' });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
