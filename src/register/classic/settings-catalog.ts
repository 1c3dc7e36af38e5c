/** What knows the settings by name: tables of hundreds of rows, loaded when somebody asks for one. */
export { decodeSetting, encodeSetting, settingOfModel, settingsOfModel } from '../../protocol/index.js';
export { checkSetting, meaningOf, requireName, wrongName } from './settings-check.js';
