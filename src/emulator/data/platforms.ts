/**
 * Platforms of the firmware: which protocol a version speaks is inferred. Which builds go with which model is not known, so every model
 * has the one of its platform.
 */
export const platforms = {
  /** Frames FE, or ENQ. */
  classic: { major: 0, firmware: '3.0.1245' },
  /** Frames 24 40. */
  p5: { major: 5, firmware: '5.7.13' },
} as const;
