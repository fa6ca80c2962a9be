export function builtInPacks(): string;
