/// @file submission_files.hpp
/// Which files of a call are submissions, and when each was made: folders, lists of submissions, files given twice.
#pragma once

#include <vector>

#include "ascof/cld/extract.hpp"
#include "ascof/notices/notice.hpp"

namespace ascof {

/// Puts the files of a folder in the folder's place, and gives each file the day that the `submissions.csv` beside it (or
/// one folder up) says. A day given with a file stands against the list. What a folder holds besides, lines that match no
/// file and contradictions are told.
/// @throws input_error for a folder without submissions, an unreadable day, one file with two days, and one line that means
/// two files
std::vector<extract_file> find_submissions(std::vector<extract_file> files, notice_list& notices);

/// Files with the same content: told where they are two submissions.
/// @throws input_error where they double one
void judge_same_content(const extract& read, notice_list& notices);

}  // namespace ascof
