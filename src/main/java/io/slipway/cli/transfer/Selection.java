package io.slipway.cli.transfer;

import io.slipway.cli.ExitCode;
import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command line names: files, and folders with all that is in them. Links are followed where they are named, and left out
 * within folders, as are pipes and devices.
 *
 * @param folders those with nothing in them
 * @param leftOut how many things within folders are neither files nor folders
 */
record Selection(List<Item> items, List<String> folders, int leftOut) {
    /**
     * A file.
     *
     * @param path the folders it stands in, the one that was named first, with slashes; empty: it was named itself
     * @param modified ms since 1970
     */
    record Item(Path source, String name, String path, long size, long modified) {
        /** By its ending alone; empty: unknown. */
        String type() {
            String type = URLConnection.guessContentTypeFromName(name.replace('#', '_'));
            return type == null ? "" : type;
        }
    }

    long bytes() {
        return items.stream().mapToLong(Item::size).sum();
    }

    static Selection of(List<Path> named) throws Stopped {
        Selection all = new Selection(new ArrayList<>(), new ArrayList<>(), 0);
        int leftOut = 0;
        for (Path each : named) {
            try {
                // The name of "." or "a/.." is that of the folder itself.
                Path real = each.toRealPath();
                Path shown = each.getFileName() == null || each.endsWith(".") || each.endsWith("..") ? real : each;
                if (shown.getFileName() == null) {
                    throw new Stopped(ExitCode.REFUSED, "the root of a file system has no name to send it under");
                }
                leftOut += all.add(real, shown.getFileName().toString());
            } catch (IOException e) {
                throw new Stopped(ExitCode.REFUSED, Printable.text(e.getMessage()) + " can't be read");
            }
        }
        return new Selection(all.items, all.folders, leftOut);
    }

    private int add(Path real, String name) throws IOException, Stopped {
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            Walk walk = new Walk(real, name);
            Files.walkFileTree(real, walk);
            return walk.leftOut;
        }
        if (!attributes.isRegularFile()) {
            throw new Stopped(
                    ExitCode.REFUSED, Printable.text(name) + " is neither a file nor a folder; - reads standard input");
        }
        addFile(real, name, "", attributes);
        return 0;
    }

    private void addFile(Path file, String name, String path, BasicFileAttributes attributes) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file.toString());
        }
        items.add(new Item(
                file,
                name,
                path,
                attributes.size(),
                attributes.lastModifiedTime().toMillis()));
    }

    private final class Walk extends SimpleFileVisitor<Path> {
        private final Path top;
        private final String name;
        private int leftOut;
        /** How many files and folders had been met when the innermost folder began. */
        private final List<Integer> met = new ArrayList<>();

        private int count;

        private Walk(Path top, String name) {
            this.top = top;
            this.name = name;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            count++;
            met.add(count);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                count++;
                addFile(file, file.getFileName().toString(), path(file.getParent()), attributes);
            } else {
                leftOut++;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (met.remove(met.size() - 1) == count) {
                folders.add(path(folder));
            }
            return FileVisitResult.CONTINUE;
        }

        private String path(Path folder) {
            StringBuilder path = new StringBuilder(name);
            if (!folder.equals(top)) {
                top.relativize(folder).forEach(part -> path.append('/').append(part));
            }
            return path.toString();
        }
    }
}
