// The texts of a comment, as keys: the catalogue has the Russian under the English text itself.

const items = (paragraph) => paragraph.split(/\n\s*(?=- )/).map((item) => item.trim().replace(/\s+/g, ' '));

/** A text whose lines do not matter: a line for each paragraph and item of a list; blocks of code stay as they are. */
export function keyOf(text) {
  return text
    .replace(/\r/g, '')
    .split(/(```[\s\S]*?```)/)
    .flatMap((part) =>
      part.startsWith('```') ? [part] : part.split(/\n\s*\n/).map((one) => items(one).join('\n')),
    )
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Keys of what a comment (with its stars) says: the text, and what its tags say (`@throws`, `@param name`, …). */
export function textsOf(comment) {
  const body = comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^[ \t]*\*(?: |$)/gm, '');
  const [text, ...tags] = body.split(/(?:^|(?<=\s))(?=@\w)/m);
  return [text, ...tags.map(textOfTag)].map(keyOf).filter((key) => key !== '');
}

function textOfTag(tag) {
  const text = tag.replace(/^@(?:param\s+\w+\s*(?:-\s+)?|\w+)/, '');
  return tag.startsWith('@example') && !text.includes('```') ? `\`\`\`ts\n${text.trim()}\n\`\`\`` : text;
}
