import type { Plugin as EsbuildPlugin } from 'esbuild';
import type { Plugin as VitePlugin } from 'vitest/config';

export function bundleText(onInputs?: (files: readonly string[]) => void): EsbuildPlugin;
export function bundleTextForVite(): VitePlugin;
