import { commandsPage } from './commands.js';
import { registersPage } from './registers.js';
import { settingsPage } from './settings.js';

const page = (name: string, text: string) => ({ file: new URL(`../../docs/${name}`, import.meta.url), text });

/** The pages that follow from the declarations, and where they belong. */
export function pages(): ReadonlyArray<{ readonly file: URL; readonly text: string }> {
  return [
    page('commands.md', commandsPage('en')),
    page('commands.ru.md', commandsPage('ru')),
    page('registers.md', registersPage('en')),
    page('registers.ru.md', registersPage('ru')),
    page('settings.md', settingsPage('en')),
    page('settings.ru.md', settingsPage('ru')),
  ];
}
