package io.slipway.cli.transfer;

import io.slipway.cli.transfer.Receipts.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Receives the files of a share into a folder: chunks side by side, opened as they come, each written to its place; what an earlier run
 * left isn't fetched. A file that is still arriving is followed. A file gets its name when its seal and its root were verified.
 */
final class Receiver {
    private final Line line;
    private final int workers;
    private final Progress progress;
    private final Function<OpenedFile, ChunkSource> sources;
    private final List<FileReceiving> files = new ArrayList<>();
    private final List<Path> saved = new ArrayList<>();
    private Receipt receipt;
    private int at;

    /**
     * @param workers how many runs of chunks are fetched at once
     * @param sources where the chunks of a file come from
     */
    Receiver(Line line, int workers, Progress progress, Function<OpenedFile, ChunkSource> sources) {
        this.line = line;
        this.workers = workers;
        this.progress = progress;
        this.sources = sources;
    }

    /** A file of the share, and where it goes. */
    record Place(OpenedFile file, String path, String name) {}

    /** Where the files of a share go, by names that are safe and differ. */
    static List<Place> places(OpenedShare share) {
        SafeName.Names names = new SafeName.Names();
        share.meta().folders().forEach(folder -> names.folder(SafeName.path(folder)));
        share.files().forEach(file -> names.folder(SafeName.path(file.meta().path())));
        List<Place> places = new ArrayList<>();
        for (OpenedFile file : share.files()) {
            String path = SafeName.path(file.meta().path());
            places.add(new Place(
                    file, path, names.file(path, SafeName.of(file.meta().name()))));
        }
        return places;
    }

    /**
     * Receives all that isn't saved yet.
     *
     * @param into absolute; made if it isn't there
     * @return where the files are, in no order
     */
    List<Path> receive(OpenedShare opened, List<Place> places, Path into, Receipt kept)
            throws Stopped, InterruptedException {
        this.receipt = kept;
        try {
            receipt.write();
            Files.createDirectories(into);
            for (String folder : opened.meta().folders()) {
                Files.createDirectories(into.resolve(SafeName.path(folder)));
            }
            for (Place place : places) {
                open(place, into);
            }
        } catch (IOException e) {
            throw Disk.failed(into, e);
        }
        try {
            Workers.run(workers, line, this::work);
        } finally {
            files.forEach(FileReceiving::close);
        }
        return saved;
    }

    private void open(Place place, Path into) throws IOException {
        OpenedFile file = place.file();
        Optional<Path> before = receipt.saved(file.id(), file.size());
        if (before.isPresent()) {
            progress.had(file.size());
            saved.add(before.get());
            return;
        }
        Path folder = into.resolve(place.path());
        Files.createDirectories(folder);
        files.add(new FileReceiving(file, folder, place.name(), sources.apply(file), progress));
    }

    /** Some chunks of one file, or its end. */
    private record Task(FileReceiving receiving, FileReceiving.Run run) {}

    private synchronized Task next() throws Stopped {
        while (at < files.size()) {
            FileReceiving receiving = files.get(at);
            FileReceiving.Run run = receiving.take();
            if (run != null) {
                return new Task(receiving, run);
            }
            at++;
            if (receiving.claimFinish()) {
                return new Task(receiving, null);
            }
        }
        return null;
    }

    private void work() throws Stopped, InterruptedException {
        for (Task task = next(); task != null; task = next()) {
            FileReceiving receiving = task.receiving;
            if (task.run != null) {
                receiving.fetch(task.run);
            }
            if (task.run == null || receiving.claimFinish()) {
                finish(receiving);
            }
        }
    }

    private void finish(FileReceiving receiving) throws Stopped, InterruptedException {
        OpenedFile file = receiving.file;
        Path path = receiving.finish();
        try {
            receipt.save(file.id(), path);
        } catch (IOException e) {
            throw Disk.failed(path, e);
        }
        synchronized (saved) {
            saved.add(path);
        }
    }
}
