import { File, FileArchive, FileAudio, FileImage, FileText, FileVideo, type LucideIcon } from 'lucide-react';

const BY_ENDING: readonly (readonly [RegExp, LucideIcon])[] = [
  [/\.(?:png|jpe?g|gif|webp|avif|heic|svg|tiff?|bmp|raw)$/i, FileImage],
  [/\.(?:mp4|mkv|mov|webm|avi|m4v)$/i, FileVideo],
  [/\.(?:mp3|flac|wav|ogg|m4a|opus|aac)$/i, FileAudio],
  [/\.(?:zip|gz|tgz|xz|zst|bz2|7z|rar|tar)$/i, FileArchive],
  [/\.(?:txt|md|pdf|docx?|odt|rtf|pages|csv|xlsx?|ods|pptx?|odp)$/i, FileText],
];

/** A picture of what a file is, from its name alone. */
export function FileIcon({ name, className }: { name: string; className?: string }) {
  const Icon = BY_ENDING.find(([ending]) => ending.test(name))?.[1] ?? File;
  return <Icon aria-hidden className={className} />;
}
