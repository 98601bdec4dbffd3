/**
 * Archives in the ZIP format (PKWARE's APPNOTE 6.3.10), stored and not compressed, as a row of bytes of which every place is
 * known before the first is sent: pure. Since nothing depends on the content but its CRC-32, any range of an archive can be
 * made from the files it falls into, whatever the archive's size.
 *
 * <p>It must not know HTTP, the bus or the catalog, nor how names are cleaned. Start at {@link io.slipway.edge.zip.ZipLayout}.
 */
package io.slipway.edge.zip;
