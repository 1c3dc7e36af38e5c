import { describe, expect, it } from 'vitest';
import { modelByCode, modelName, models } from '../../src/protocol/models.js';

describe('models', () => {
  it.each([
    [61, '30F', 32, 48],
    [62, '55F', 36, 54],
    [69, '77F', 48, 72],
    [77, '42FS', undefined, undefined],
    [80, '50F', undefined, 47],
    [30, 'FPrint-02K', 40, undefined],
    [99, '27F FP7', undefined, undefined],
  ])('%i is %s', (code, name, lineChars, rasterBytes) => {
    expect(modelByCode(code)).toEqual({ code, name, lineChars, rasterBytes });
  });

  it('has each code once', () => {
    expect(models).toHaveLength(65);
    expect(new Set(models.map((model) => model.code)).size).toBe(65);
  });

  it('tolerates an unknown code', () => {
    expect(modelByCode(200)).toBeUndefined();
    expect(modelName(200)).toBe('Модель 200');
    expect(modelName(57)).toBe('25F');
  });
});
