namespace Sysprof.Profile.Names;

/// <summary>"Did you mean": the word that was probably meant.</summary>
public static class Suggestions
{
    /// <summary>The end of an error: <c>; did you mean 'openat'?</c>, or "" when no candidate is near.</summary>
    /// <param name="typed">What was typed; case is ignored.</param>
    /// <param name="candidates">What could have been meant.</param>
    public static string DidYouMean(string typed, IEnumerable<string> candidates) =>
        Nearest(typed, candidates) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>
    /// The candidate nearest to what was typed, or null when none is near: at most one slip in words of up to three
    /// letters, two up to six, three beyond. A slip is a letter too many, missing, wrong or swapped with its neighbour.
    /// </summary>
    /// <param name="typed">What was typed; case is ignored.</param>
    /// <param name="candidates">What could have been meant; of two equally near ones the first in ordinal order.</param>
    public static string? Nearest(string typed, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int least = typed.Length switch { <= 3 => 1, <= 6 => 2, _ => 3 } + 1;
        foreach (string candidate in candidates)
        {
            if (Math.Abs(candidate.Length - typed.Length) > least)
                continue;

            int distance = Distance(typed, candidate);
            bool isBetter = distance < least
                || (distance == least && nearest is not null && string.CompareOrdinal(candidate, nearest) < 0);

            // Replacing every letter of a short word is not a slip.
            if (!isBetter || distance >= candidate.Length)
                continue;

            nearest = candidate;
            least = distance;
        }

        return nearest;
    }

    // Optimal string alignment: Levenshtein's distance with swapped neighbours as one step. Three rows of the matrix.
    private static int Distance(string left, string right)
    {
        int[] beforeLast = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] row = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++)
            last[j] = j;

        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = IsSame(left[i - 1], right[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && IsSame(left[i - 1], right[j - 2]) && IsSame(left[i - 2], right[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[right.Length];
    }

    private static bool IsSame(char left, char right) =>
        char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
