package io.slipway.edge.http;

import io.slipway.edge.tus.Sheet;
import io.slipway.edge.zip.ZipLayout;
import io.slipway.edge.zip.ZipLayout.Part;
import io.slipway.edge.zip.ZipMember;
import io.slipway.edge.zip.ZipPaths;
import io.slipway.flow.ByteBudget;
import io.slipway.model.Digest;
import io.slipway.model.FileId;
import io.slipway.model.Mode;
import io.slipway.model.Problem;
import io.slipway.model.ProblemCode;
import io.slipway.model.ShareId;
import io.slipway.protocol.Archives;
import io.slipway.protocol.Downloads;
import io.slipway.protocol.OpenUploads;
import io.slipway.seal.Digests;
import io.slipway.seal.FileHeader;
import io.slipway.seal.FileKey;
import io.slipway.seal.PieceSealer;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * All files of an open share as one archive. What it is called and how large each is is known before the first byte, so the
 * archive has a length, a tag, and ranges; memory for that is taken from the budget, page by page.
 */
final class ZipOffers {
    /** What an archive is called unless all is in one folder. */
    private static final String NAME = "files";
    /** Memory of a member, beside its path. */
    private static final int MEMBER_BYTES = 256 + ZipLayout.MEMBER_BYTES;

    private static final int TAG_BYTES = 16;

    private final Workbench bench;
    private final Offers offers;
    private final Opener opener;

    /** Bytes of one file of a share. */
    interface Opener {
        Future<Pieces> open(Asked asked, FileId file, long from, long to);
    }

    /** Who asks for what. */
    record Asked(ShareId share, Digest proof, Downloads.Visitor visitor) {}

    ZipOffers(Workbench bench, Offers offers, Opener opener) {
        this.bench = bench;
        this.offers = offers;
        this.opener = opener;
    }

    /** A file as its share has it. */
    private record Found(FileId file, String path, boolean folder, long size, long modifiedAt, OptionalInt crc) {}

    /** What is known of a share's files, and the memory for it. */
    private static final class Listing {
        private final List<Found> files = new ArrayList<>();
        private final List<ByteBudget.Lease> leases = new ArrayList<>();
        private Archives.Items first;
    }

    Future<Void> answer(Exchange exchange, ShareId share) {
        Asked asked = new Asked(share, exchange.proof(), Visitors.of(exchange, bench));
        Listing list = new Listing();
        return pages(asked, list, 0)
                .compose(all -> bench.aside(Long.MAX_VALUE, () -> archive(list)))
                .compose(archive -> offers.answer(exchange, new Body(asked, archive, list.first.limited())))
                .onComplete(done -> list.leases.forEach(ByteBudget.Lease::close));
    }

    private Future<Void> pages(Asked asked, Listing list, int from) {
        return bench.bus()
                .request(Archives.ITEMS, new Archives.FindItems(asked.share, asked.proof, asked.visitor, from))
                .compose(items -> {
                    list.first = list.first == null ? items : list.first;
                    if (items.revision() != list.first.revision()) {
                        throw new Problem(ProblemCode.UNAVAILABLE, "this share is being changed; try again");
                    }
                    return bench.downloads().take(bytes(items)).lease().compose(lease -> {
                        list.leases.add(lease);
                        return bench.aside(Long.MAX_VALUE, () -> items.items().stream()
                                .map(item -> found(item, items.createdAt()))
                                .toList());
                    });
                })
                .compose(found -> {
                    list.files.addAll(found);
                    int next = from + found.size();
                    return found.isEmpty() || next >= list.first.count()
                            ? Future.succeededFuture()
                            : pages(asked, list, next);
                });
    }

    private static long bytes(Archives.Items items) {
        return items.items().stream()
                .mapToLong(item ->
                        MEMBER_BYTES + 2L * (item.path().length() + item.name().length()))
                .sum();
    }

    private Found found(Archives.Item item, long otherwise) {
        boolean folder = OpenUploads.OpenFile.FOLDER.equals(item.type()) && item.size() == 0;
        String in = FileNames.folder(item.path());
        String name = FileNames.clean(item.name());
        return new Found(
                item.file(),
                in.isEmpty() ? name : in + "/" + name,
                folder,
                item.size(),
                item.modifiedAt() > 0 ? item.modifiedAt() : otherwise,
                item.sheet() == null ? OptionalInt.empty() : sheet(item).crc());
    }

    private Sheet sheet(Archives.Item item) {
        FileKey key = FileKey.of(item.key().fileKey());
        return Sheet.of(new PieceSealer(key, FileHeader.parse(item.key().header()), bench.randomness())
                .openSheet(item.sheet()));
    }

    /** @param files of the members, in the same order */
    private record Archive(ZipLayout layout, List<FileId> files, String name, String etag) {}

    private static Archive archive(Listing list) {
        ZipPaths paths = new ZipPaths(list.files.stream()
                .map(file -> file.folder ? file.path + "/" : file.path)
                .toList());
        List<ZipMember> members = new ArrayList<>();
        List<FileId> files = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (Found file : list.files) {
            if (file.folder && !paths.folder(file.path)) {
                continue;
            }
            ZipMember member = file.folder
                    ? ZipMember.folder(file.path, file.modifiedAt)
                    : new ZipMember(paths.file(file.path), false, file.size, file.modifiedAt, file.crc);
            members.add(member);
            files.add(file.file);
            all.append(file.file)
                    .append(file.folder ? "d" : "f")
                    .append(member.path())
                    .append('\n');
        }
        byte[] digest =
                Digests.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).bytes();
        String tag =
                Base64.getUrlEncoder().withoutPadding().encodeToString(digest).substring(0, TAG_BYTES);
        return new Archive(new ZipLayout(members), List.copyOf(files), name(members), tag + ".zip");
    }

    /** The folder that everything is in. */
    private static String name(List<ZipMember> members) {
        String first = members.get(0).path();
        String top = first.substring(0, first.indexOf('/') + 1);
        boolean one = !top.isEmpty()
                && members.stream().allMatch(member -> member.path().startsWith(top));
        return one ? top.substring(0, top.length() - 1) : NAME;
    }

    private final class Body implements Offers.Body {
        private final Asked asked;
        private final Archive archive;
        private final boolean limited;

        private Body(Asked asked, Archive archive, boolean limited) {
            this.asked = asked;
            this.archive = archive;
            this.limited = limited;
        }

        @Override
        public ShareId share() {
            return asked.share;
        }

        @Override
        public Digest proof() {
            return asked.proof;
        }

        @Override
        public long total() {
            return archive.layout.total();
        }

        @Override
        public String etag() {
            return archive.etag;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of(
                    "Content-Type",
                    "application/zip",
                    "Content-Disposition",
                    ContentDisposition.attachment(FileNames.clean(archive.name + ".zip")));
        }

        /** Where nobody knows a content's CRC-32, what comes after it can't be told without it. */
        @Override
        public boolean ranged() {
            return archive.layout.anywhere();
        }

        @Override
        public Toll.Gate gate() {
            return new Toll.Gate(limited, Mode.OPEN, asked.visitor);
        }

        @Override
        public Pieces pieces(Workbench bench, boolean files, long from, long to) {
            return new ZipPieces(
                    bench.downloads(),
                    archive.layout,
                    from,
                    to,
                    (member, first, last) -> opener.open(asked, archive.files.get(member), first, last));
        }

        @Override
        public Toll.Course course(long from, long to) {
            return new Course(archive, from, to);
        }
    }

    /** An archive costs what the contents in it do. */
    private record Course(Archive archive, long from, long to) implements Toll.Course {
        /** The first byte of content there is; where there is none, the last one before, which was paid for then. */
        @Override
        public Toll.Stretch first() {
            ZipLayout layout = archive.layout;
            for (long at = from; at <= to; ) {
                Part part = layout.at(at);
                if (part instanceof Part.Content content) {
                    long first = at - content.start();
                    return new Toll.Stretch(archive.files.get(content.member()), first, first);
                }
                if (!(part instanceof Part.Head)) {
                    break;
                }
                at = part.start() + part.length();
            }
            int last = layout.count() - 1;
            while (last > 0 && layout.member(last).size() == 0) {
                last--;
            }
            long end = Math.max(0, layout.member(last).size() - 1);
            return new Toll.Stretch(archive.files.get(last), end, end);
        }

        @Override
        public Toll.Stretch of(long sent, long until) {
            if (!(archive.layout.at(from + sent) instanceof Part.Content content)) {
                return null;
            }
            long first = from + sent - content.start();
            return new Toll.Stretch(archive.files.get(content.member()), first, first + until - sent - 1);
        }

        @Override
        public long counted(long sent) {
            return archive.layout.contentBefore(from + sent) - archive.layout.contentBefore(from);
        }
    }
}
