// An ESLint rule: a class is read at once. Elements that grow longer are split into elements, controllers or templates.

/** @type {import('eslint').Rule.RuleModule} */
export const maxLinesPerClass = {
  meta: {
    type: 'suggestion',
    schema: [{ type: 'integer', minimum: 1 }],
    messages: { long: 'Class {{name}} has {{lines}} lines; at most {{most}} can be read at once.' },
  },
  create(context) {
    const most = context.options[0];
    const check = (/** @type {any} */ node) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      const name = node.id?.name ?? 'without a name';
      if (lines > most) {
        context.report({
          node: node.id ?? node,
          messageId: 'long',
          data: { name, lines: String(lines), most: String(most) },
        });
      }
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};
