import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * Addresses of error pages, for programs that print links to them.
 *
 * <p>One file without dependencies, to be copied as it is into a package of your own. The rule is
 * the project's contract: an address is a function of service and code alone.
 */
public final class ErrorUrl {
    private static final int MAX_SLUG = 80;
    private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final Pattern ALPHANUMERIC = Pattern.compile("[A-Za-z0-9]");
    private static final Pattern RESERVED =
            Pattern.compile(
                    "index|search|genindex|con|prn|aux|nul|(?:com|lpt)[1-9]",
                    Pattern.CASE_INSENSITIVE);

    private ErrorUrl() {}

    /** Returns the last part of a code's address, without suffix: "4 XX" gives "4-XX". */
    public static String slug(String code) {
        String result = FORBIDDEN.matcher(code).replaceAll("-");
        if (result.startsWith(".")) {
            result = "-" + result.substring(1);
        }
        boolean isAscii = code.chars().allMatch(unit -> unit < 128);
        if (!isAscii || !ALPHANUMERIC.matcher(result).find()) {
            result = result + "-" + digest(code);
        }
        if (result.length() > MAX_SLUG) {
            result = result.substring(0, MAX_SLUG - 9) + "-" + digest(code);
        }
        return RESERVED.matcher(result).matches() ? result + "_" : result;
    }

    /**
     * Returns the address of a code's page: "https://docs.example.com/errors/obs/403.html".
     *
     * @param base where the site is published, or an empty text for an address from its root
     * @param service the service, as the site names it
     * @param code the code, as it is documented
     */
    public static String urlFor(String base, String service, String code) {
        return joined(base, quoted(service) + "/" + slug(code) + ".html");
    }

    /** Returns the address of a code's page in a site that was built by dirhtml. */
    public static String folderFor(String base, String service, String code) {
        return joined(base, quoted(service) + "/" + slug(code) + "/");
    }

    /** Returns the address of a category's page. */
    public static String categoryUrlFor(String base, String service, String name) {
        return joined(base, quoted(service) + "/category/" + slug(name) + ".html");
    }

    private static String joined(String base, String page) {
        return base.isEmpty() ? page : base.replaceAll("/+$", "") + "/" + page;
    }

    private static String quoted(String text) {
        StringBuilder result = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char sign = (char) (each & 0xff);
            boolean isPlain = sign < 128 && (Character.isLetterOrDigit(sign) || "_.-~/".indexOf(sign) >= 0);
            result.append(isPlain ? String.valueOf(sign) : String.format("%%%02X", (int) sign));
        }
        return result.toString();
    }

    private static String digest(String code) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes(code));
            return String.format("%064x", new BigInteger(1, hash)).substring(0, 8);
        } catch (NoSuchAlgorithmException error) {
            throw new IllegalStateException(error); // every Java platform has SHA-256
        }
    }

    /** Returns a text in UTF-8; a lone half of a surrogate pair keeps its three bytes. */
    private static byte[] bytes(String text) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        text.codePoints()
                .forEach(
                        point -> {
                            if (point >= 0xD800 && point <= 0xDFFF) {
                                out.write(0xE0 | point >> 12);
                                out.write(0x80 | point >> 6 & 63);
                                out.write(0x80 | point & 63);
                            } else {
                                out.writeBytes(
                                        new String(Character.toChars(point))
                                                .getBytes(StandardCharsets.UTF_8));
                            }
                        });
        return out.toByteArray();
    }
}
