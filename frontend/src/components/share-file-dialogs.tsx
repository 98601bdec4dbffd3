import { useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { OwnFileView } from '@/engine/view';
import { takesName } from '@/lib/drop';
import { useI18n } from '@/lib/i18n/i18n';
import { useView } from '@/lib/use-engine';

/** The longest name that is typed: what common file systems take. */
const NAME_MAX = 255;

interface RenameProps {
  /** Null: the question isn't asked. */
  readonly file: OwnFileView | null;
  readonly onClose: () => void;
  readonly onRename: (file: string, name: string) => void;
}

export function RenameFile({ file, onClose, onRename }: RenameProps) {
  const { t } = useI18n();
  return (
    <Dialog
      open={file !== null}
      onClose={onClose}
      title={t('files.renameTitle')}
      text={t('files.renameText')}
    >
      {file !== null && <NameForm key={file.file} file={file} onClose={onClose} onRename={onRename} />}
    </Dialog>
  );
}

function NameForm({ file, onClose, onRename }: RenameProps & { file: OwnFileView }) {
  const { t } = useI18n();
  const id = useId();
  const limits = useView((view) => view.limits);
  const [name, setName] = useState(file.name);
  const wanted = name.trim();
  const refused = !takesName(wanted, limits);
  return (
    <form
      className="w-full"
      onSubmit={(event) => {
        event.preventDefault();
        if (wanted === file.name) onClose();
        else onRename(file.file, wanted);
      }}
    >
      <label htmlFor={id} className="text-sm font-medium">
        {t('files.name')}
      </label>
      <input
        id={id}
        value={name}
        dir="auto"
        maxLength={NAME_MAX}
        autoComplete="off"
        autoFocus
        aria-invalid={refused}
        aria-describedby={refused ? `${id}-bad` : undefined}
        onFocus={(event) => {
          // What is changed most is what stands before the ending.
          const ending = file.name.lastIndexOf('.');
          event.target.setSelectionRange(0, ending > 0 ? ending : file.name.length);
        }}
        onChange={(event) => setName(event.target.value)}
        className="mt-1.5 h-11 w-full rounded-lg border border-line-strong bg-surface px-3"
      />
      {refused && (
        <p id={`${id}-bad`} role="alert" className="mt-2 text-sm text-bad wrap-anywhere">
          {t('drop.name', { name: wanted })}
        </p>
      )}
      <div className="mt-6 flex flex-wrap justify-end gap-2">
        <Button variant="secondary" onClick={onClose}>
          {t('files.no')}
        </Button>
        <Button type="submit" disabled={wanted === '' || refused}>
          {t('files.save')}
        </Button>
      </div>
    </form>
  );
}

interface RemoveProps {
  /** Null: the question isn't asked. */
  readonly file: OwnFileView | null;
  readonly onClose: () => void;
  readonly onRemove: (file: string) => void;
}

export function RemoveFile({ file, onClose, onRemove }: RemoveProps) {
  const { t } = useI18n();
  return (
    <Dialog
      open={file !== null}
      onClose={onClose}
      title={t('files.removeTitle')}
      text={t('files.removeText', { name: file?.name ?? '' })}
    >
      <Button variant="secondary" onClick={onClose}>
        {t('files.no')}
      </Button>
      <Button variant="danger" onClick={() => file !== null && onRemove(file.file)}>
        {t('files.removeYes')}
      </Button>
    </Dialog>
  );
}
